package io.clusterboot.sample;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.clusterboot.Cluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupChaos}.
 */
@Timeout(60)
class StartupChaosTests {

	private final StandInCluster cluster = new StandInCluster();

	private final CountDownLatch death = new CountDownLatch(1);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withBean(Cluster.class, () -> this.cluster)
		.withBean("death", Runnable.class, () -> this.death::countDown)
		.withUserConfiguration(TestConfiguration.class);

	@AfterEach
	void endThreads() {
		Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("chaos-die"))
			.forEach(Thread::interrupt);
		Awaitility.await().until(() -> !isAboutToDie());
	}

	@Test
	void startWhenNothingIsSetIsUntouched() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startWhenToldToFailFailsWithTheMessage() {
		this.contextRunner.withPropertyValues("sample.chaos.fail-start=no database")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessage("no database"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, -1 })
	void startWhenAnotherWorkerIsToldToFailIsUntouched(int index) {
		this.cluster.become(index, 2, 4);
		this.contextRunner.withPropertyValues("sample.chaos.fail-start=no database", "sample.chaos.only-index=2")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startWhenThisWorkerIsToldToFailFails() {
		this.cluster.become(2, 2, 4);
		this.contextRunner.withPropertyValues("sample.chaos.fail-start=no database", "sample.chaos.only-index=2")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void startWhenToldToBeSlowTakesAtLeastThatLong() {
		long start = System.nanoTime();
		this.contextRunner.withPropertyValues("sample.chaos.slow-start=200ms")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	@Test
	void startWhenToldToBeNeverReadyWaitsForEver() throws InterruptedException {
		Thread start = new Thread(
				() -> this.contextRunner.withPropertyValues("sample.chaos.never-ready=true").run((context) -> {
				}));
		start.start();
		Awaitility.await().until(() -> isWaitingInChaos(start));
		start.interrupt();
		start.join(TimeUnit.SECONDS.toMillis(20));
		assertThat(start.isAlive()).isFalse();
	}

	@Test
	void startWhenAnotherWorkerIsToldToBeNeverReadyIsUntouched() {
		this.contextRunner.withPropertyValues("sample.chaos.never-ready=true", "sample.chaos.only-index=2")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void readyWhenToldToDieDiesThatMuchLater() {
		this.contextRunner.withPropertyValues("sample.chaos.die-after=200ms").run((context) -> {
			assertThat(this.death.await(0, TimeUnit.MILLISECONDS)).isFalse();
			long start = System.nanoTime();
			ready(context);
			assertThat(this.death.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		});
	}

	@Test
	void readyWhenNotToldToDieStartsNothing() {
		this.contextRunner.run((context) -> {
			ready(context);
			assertThat(isAboutToDie()).isFalse();
		});
	}

	@Test
	void readyWhenAnotherWorkerIsToldToDieStartsNothing() {
		this.contextRunner.withPropertyValues("sample.chaos.die-after=1h", "sample.chaos.only-index=2")
			.run((context) -> {
				ready(context);
				assertThat(isAboutToDie()).isFalse();
				this.cluster.become(2, 1, 4);
				ready(context);
				assertThat(isAboutToDie()).isTrue();
			});
	}

	private static void ready(ConfigurableApplicationContext context) {
		context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
	}

	private static boolean isWaitingInChaos(Thread thread) {
		return thread.getState() == Thread.State.WAITING && Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(StartupChaos.class.getName()));
	}

	private static boolean isAboutToDie() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().equals("chaos-die"));
	}

	/**
	 * The beans under test and nothing else.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ChaosProperties.class)
	@Import(WorkerIdentity.class)
	static class TestConfiguration {

		@Bean
		StartupChaos startupChaos(ChaosProperties properties, WorkerIdentity worker, Runnable death) {
			return new StartupChaos(properties, worker, death);
		}

	}

}
