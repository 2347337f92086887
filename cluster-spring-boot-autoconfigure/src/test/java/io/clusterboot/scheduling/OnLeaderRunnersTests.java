package io.clusterboot.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.clusterboot.OnLeader;
import io.clusterboot.TaskState;
import io.clusterboot.leader.LeaderSeat;
import io.clusterboot.leader.MasterLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OnLeaderRunners}.
 */
@ExtendWith(OutputCaptureExtension.class)
class OnLeaderRunnersTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final List<String> RUNS = Collections.synchronizedList(new ArrayList<>());

	private final Map<String, TaskState> states = new ConcurrentHashMap<>();

	private final LeaderSeat seat = new LeaderSeat(new Master(), Runnable::run);

	OnLeaderRunnersTests() {
		RUNS.clear();
	}

	@Test
	void runnersRunOnceOnTheLeaderInTheirOrder() {
		try (ConfigurableApplicationContext context = worker(Runners.class)) {
			assertThat(RUNS).containsExactly("everywhere");
			assertThat(context.getBean(Importer.class).name()).isEqualTo("importer");
			this.seat.elect(1, List.of());
			await().atMost(SOON).until(() -> RUNS.size() == 4 && !anyRuns());
			assertThat(RUNS).containsExactly("everywhere", "import [--a=b]", "lambda [--a=b]", "final");
			assertThat(this.states.keySet()).containsExactlyInAnyOrder("importer of generation 3 (once)",
					"lambda of generation 3 (once)", "last of generation 3 (once)");
			assertThat(this.states.values()).allSatisfy((state) -> assertThat(state.due()).isNull());
			context.getBean(Importer.class).run(context.getBean(ApplicationArguments.class));
			assertThat(RUNS).as("called by the application").hasSize(5);
		}
	}

	@Test
	void runnersThatAFormerLeaderHasRunAreNotRunAgain() {
		try (ConfigurableApplicationContext context = worker(Runners.class)) {
			assertThat(context.isActive()).isTrue();
			this.seat.elect(2,
					List.of(new TaskState("importer of generation 3 (once)", null, false),
							new TaskState("importer of generation 2 (once)", null, false),
							new TaskState("lambda of generation 2 (once)", null, false)));
			await().atMost(SOON).until(() -> RUNS.contains("final"));
			assertThat(RUNS).containsExactly("everywhere", "lambda [--a=b]", "final");
		}
	}

	@Test
	void runnerThatFailsIsLoggedAndNotRunAgain(CapturedOutput output) {
		try (ConfigurableApplicationContext context = worker(Failing.class)) {
			this.seat.elect(1, List.of());
			await().atMost(SOON).until(() -> RUNS.contains("failing") && !anyRuns());
			assertThat(context.isActive()).isTrue();
			assertThat(output).containsOnlyOnce("Runner failing of generation 3 failed (@OnLeader)")
				.contains("java.lang.IllegalStateException: wrong");
			assertThat(this.states.get("failing of generation 3 (once)").due()).isNull();
		}
	}

	@Test
	void runnerThatTheEndOfItsWorkerInterruptsIsLeftToTheNextLeader(CapturedOutput output) {
		try (ConfigurableApplicationContext context = worker(Endless.class)) {
			assertThat(context.isActive()).isTrue();
			this.seat.elect(1, List.of());
			await().atMost(SOON).until(() -> RUNS.contains("endless"));
		}
		await().atMost(SOON).until(() -> !anyRuns());
		assertThat(this.states.get("endless of generation 3 (once)").due()).isNotNull();
		assertThat(output).doesNotContain("Runner endless");
	}

	@Test
	void plainApplicationRunsThemItself() {
		try (ConfigurableApplicationContext context = application(Runners.class).run("--a=b")) {
			assertThat(context.isActive()).isTrue();
			assertThat(RUNS).containsExactly("everywhere", "import [--a=b]", "lambda [--a=b]", "final");
		}
		RUNS.clear();
		try (ConfigurableApplicationContext context = application(Runners.class).properties("cluster.workers=2")
			.run("--a=b")) {
			assertThat(context.isActive()).isTrue();
			assertThat(RUNS).as("without a master").hasSize(4);
		}
	}

	private boolean anyRuns() {
		return this.states.values().stream().anyMatch(TaskState::running);
	}

	private ConfigurableApplicationContext worker(Class<?> configuration) {
		return application(configuration)
			.initializers((context) -> context.getBeanFactory().registerSingleton("clusterLeaderSeat", this.seat))
			.properties("cluster.workers=2", "cluster.worker.index=0", "cluster.worker.generation=3")
			.run("--a=b");
	}

	private static SpringApplicationBuilder application(Class<?> configuration) {
		return new SpringApplicationBuilder(configuration, AutoConfiguration.class).web(WebApplicationType.NONE)
			.properties("spring.jmx.enabled=false", "spring.main.register-shutdown-hook=false");
	}

	private final class Master implements MasterLine {

		@Override
		public void changed(TaskState task) {
			OnLeaderRunnersTests.this.states.put(task.task(), task);
		}

		@Override
		public void resigned(long term) {
		}

	}

	/**
	 * What is tested.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ClusterSchedulingAutoConfiguration.class)
	static class AutoConfiguration {

	}

	/**
	 * Runners of all kinds, in an order.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Runners {

		@Bean
		Importer importer() {
			return new Importer("importer");
		}

		@Bean
		@OnLeader
		@Order(2)
		ApplicationRunner lambda() {
			return (arguments) -> RUNS.add("lambda " + List.of(arguments.getSourceArgs()));
		}

		@Bean
		@OnLeader
		@Order(3)
		Last last() {
			return new Last();
		}

		@Bean
		@Order(-1)
		ApplicationRunner everywhere() {
			return (arguments) -> RUNS.add("everywhere");
		}

	}

	/**
	 * A runner that others have injected.
	 */
	@OnLeader
	@Order(1)
	static class Importer implements ApplicationRunner {

		private final String name;

		Importer(String name) {
			this.name = name;
		}

		String name() {
			return this.name;
		}

		@Override
		public void run(ApplicationArguments arguments) {
			RUNS.add("import " + List.of(arguments.getSourceArgs()));
		}

	}

	/**
	 * A runner that cannot be subclassed.
	 */
	static final class Last implements CommandLineRunner {

		@Override
		public void run(String... arguments) {
			RUNS.add("final");
		}

	}

	/**
	 * A runner that fails.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		@OnLeader
		ApplicationRunner failing() {
			return (arguments) -> {
				RUNS.add("failing");
				throw new IllegalStateException("wrong");
			};
		}

	}

	/**
	 * A runner that only an interrupt ends.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Endless {

		@Bean
		@OnLeader
		ApplicationRunner endless() {
			return (arguments) -> {
				RUNS.add("endless");
				new CountDownLatch(1).await();
			};
		}

	}

}
