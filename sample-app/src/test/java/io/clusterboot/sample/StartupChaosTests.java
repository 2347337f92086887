package io.clusterboot.sample;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartupChaos}.
 */
class StartupChaosTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(TestConfiguration.class);

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

	@Test
	void startWhenAnotherWorkerIsToldToFailIsUntouched() {
		this.contextRunner.withPropertyValues("sample.chaos.fail-start=no database", "sample.chaos.only-index=1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startWhenThisWorkerIsToldToFailFails() {
		this.contextRunner
			.withPropertyValues("sample.chaos.fail-start=no database", "sample.chaos.only-index=1",
					"cluster.worker.index=1")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void startWhenToldToBeSlowTakesAtLeastThatLong() {
		long start = System.nanoTime();
		this.contextRunner.withPropertyValues("sample.chaos.slow-start=200ms")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	/**
	 * The beans under test and nothing else.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ChaosProperties.class)
	@Import({ StartupChaos.class, WorkerIdentity.class })
	static class TestConfiguration {

	}

}
