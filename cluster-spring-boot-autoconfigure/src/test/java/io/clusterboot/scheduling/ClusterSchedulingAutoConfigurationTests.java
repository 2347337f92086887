package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.clusterboot.Leadership;
import io.clusterboot.OnEveryWorker;
import io.clusterboot.TaskState;
import io.clusterboot.leader.LeaderSeat;
import io.clusterboot.leader.MasterLine;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterSchedulingAutoConfiguration}.
 */
class ClusterSchedulingAutoConfigurationTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final Master master = new Master();

	private final LeaderSeat seat = new LeaderSeat(this.master, Runnable::run);

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TaskSchedulingAutoConfiguration.class, ClusterSchedulingAutoConfiguration.class));

	private final ApplicationContextRunner worker = this.plain
		.withInitializer((context) -> context.getBeanFactory().registerSingleton("clusterLeaderSeat", this.seat))
		.withPropertyValues("cluster.workers=2", "cluster.worker.index=0")
		.withBean(Runs.class);

	@Test
	void plainApplicationLeadsItselfAndItsSchedulesAreSprings() {
		this.plain.withBean(Runs.class).withUserConfiguration(Methods.class).run((context) -> {
			assertThat(context.getBean(Leadership.class).isLeader()).isTrue();
			assertThat(context.getBean(Leadership.class).term()).isEqualTo(1);
			assertThat(context).doesNotHaveBean(LeaderTasks.class).doesNotHaveBean(LeaderSchedules.class);
			awaitRuns(context, "method", "everywhere");
		});
		this.plain.withPropertyValues("cluster.workers=2", "cluster.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(Leadership.class).doesNotHaveBean(LeaderTasks.class));
	}

	@Test
	void applicationThatIsMeantToBeClusteredAndHasNoMasterLeadsItself() {
		this.plain.withPropertyValues("cluster.workers=2")
			.withBean(Runs.class)
			.withUserConfiguration(Methods.class)
			.run((context) -> {
				assertThat(context.getBean(Leadership.class).isLeader()).isTrue();
				assertThat(context).hasSingleBean(LeaderTasks.class);
				awaitRuns(context, "method", "everywhere");
			});
	}

	@Test
	void methodsRunOnTheLeaderOnlyUnlessTheyAreForEveryWorker() {
		this.worker.withUserConfiguration(Methods.class, OtherMethods.class).run((context) -> {
			awaitRuns(context, "everywhere", "everywhere by class", "everywhere by subclass");
			assertThat(context.getBean(Leadership.class).isLeader()).isFalse();
			assertThat(runs(context).names()).doesNotContain("method", "on mine");
			this.seat.elect(1, List.of());
			assertThat(context.getBean(Leadership.class).isLeader()).isTrue();
			awaitRuns(context, "method", "on mine");
			this.seat.leave();
			assertThat(context.getBean(Leadership.class).isLeader()).isFalse();
			await().atMost(SOON).until(this.master::isIdle);
			runs(context).threads.clear();
			awaitRuns(context, "everywhere");
			assertThat(runs(context).names()).doesNotContain("method", "on mine");
		});
	}

	@Test
	void methodsRunOnTheSchedulerTheyName() {
		this.seat.elect(1, List.of());
		this.worker.withUserConfiguration(Methods.class).run((context) -> {
			awaitRuns(context, "method", "on mine");
			assertThat(runs(context).threads.get("method")).startsWith("scheduling-");
			assertThat(runs(context).threads.get("on mine")).startsWith("mine-");
		});
	}

	@Test
	void masterKnowsTasksByTheirMethodAndCadence() {
		this.seat.elect(1, List.of());
		this.worker.withUserConfiguration(Methods.class).run((context) -> {
			awaitRuns(context, "method", "on mine");
			assertThat(this.master.states.keySet()).containsExactlyInAnyOrder(
					Methods.class.getName() + ".method (each PT0.02S)",
					Methods.class.getName() + ".onMine (PT0.02S after the end)",
					Methods.class.getName() + ".nightly (0 0 3 * * *)");
		});
	}

	@Test
	void actuatorSeesTasksAsSpringNamesThemAndWhenTheyAreDue() {
		this.seat.elect(1, List.of());
		this.worker.withUserConfiguration(Methods.class).run((context) -> {
			ScheduledTask nightly = task(context, Methods.class.getName() + ".nightly");
			assertThat(nightly.nextExecution()).isAfter(Instant.now());
			this.seat.leave();
			assertThat(nightly.nextExecution()).isNull();
		});
	}

	private static ScheduledTask task(ApplicationContext context, String name) {
		return context.getBean(ScheduledTaskHolder.class)
			.getScheduledTasks()
			.stream()
			.filter((task) -> task.toString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void propertyLetsAllRunOnEachWorker() {
		this.worker.withPropertyValues("cluster.scheduling=all").withUserConfiguration(Methods.class).run((context) -> {
			assertThat(context).doesNotHaveBean(LeaderSchedules.class);
			awaitRuns(context, "method", "everywhere", "on mine");
			assertThat(this.seat.term()).isZero();
		});
	}

	@Test
	void configurersOfTheApplicationScheduleOnTheLeaderAndKeepTheirScheduler() {
		this.worker.withUserConfiguration(Configurer.class).run((context) -> {
			assertThat(runs(context).names()).isEmpty();
			this.seat.elect(1, List.of());
			awaitRuns(context, "added", "at once", "method");
			assertThat(runs(context).threads.get("added")).startsWith("own-");
			assertThat(runs(context).threads.get("method")).startsWith("own-");
			assertThat(this.master.states.keySet()).contains(Configurer.class.getName() + "$$Lambda (each PT0.02S) #2");
		});
	}

	@Test
	void othersThatUseTheSchedulerAreNotConcerned() {
		this.worker.withUserConfiguration(EmptyConfiguration.class).run((context) -> {
			context.getBean(TaskScheduler.class).schedule(() -> runs(context).ran("other"), Instant.now());
			awaitRuns(context, "other");
		});
	}

	@Test
	void taskThatRunsWhenTheContextEndsIsEndedAsSpringIsToldTo() {
		this.seat.elect(1, List.of());
		this.worker
			.withPropertyValues("spring.task.scheduling.shutdown.await-termination=true",
					"spring.task.scheduling.shutdown.await-termination-period=10s")
			.withUserConfiguration(Slow.class)
			.run((context) -> awaitRuns(context, "begin"));
		assertThat(Slow.ended).isTrue();
		assertThat(this.master.isIdle()).isTrue();
	}

	@Test
	void leaseIsForWorkersThatHaveARedisOfTheApplication() {
		ApplicationContextRunner withRedis = this.worker
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("CLUSTER_TOKEN=secret", "spring.data.redis.port=1");
		withRedis.withPropertyValues("cluster.worker.redis=embedded")
			.run((context) -> assertThat(context.getBean(Lease.class)).isInstanceOf(SingleHost.class));
		withRedis.withPropertyValues("cluster.worker.redis=absent")
			.run((context) -> assertThat(context.getBean(Lease.class)).isInstanceOf(SingleHost.class));
		withRedis.withPropertyValues("cluster.worker.redis=configured").run((context) -> {
			assertThat(context.getBean(Lease.class)).isInstanceOf(SharedLease.class);
			assertThat(context.getBean(Leadership.class).isLeader()).isFalse();
		});
		this.worker.withPropertyValues("cluster.worker.redis=configured")
			.run((context) -> assertThat(context).doesNotHaveBean(Lease.class).hasSingleBean(Leadership.class));
	}

	private static Runs runs(ApplicationContext context) {
		return context.getBean(Runs.class);
	}

	private static void awaitRuns(ApplicationContext context, String... names) {
		await().atMost(SOON).untilAsserted(() -> assertThat(runs(context).names()).contains(names));
	}

	/**
	 * What ran, and where.
	 */
	static final class Runs {

		private final Map<String, String> threads = new ConcurrentHashMap<>();

		void ran(String name) {
			this.threads.put(name, Thread.currentThread().getName());
		}

		Collection<String> names() {
			return this.threads.keySet();
		}

	}

	private static final class Master implements MasterLine {

		private final Map<String, TaskState> states = new ConcurrentHashMap<>();

		@Override
		public void changed(TaskState task) {
			this.states.put(task.task(), task);
		}

		@Override
		public void resigned(long term) {
		}

		boolean isIdle() {
			return this.states.values().stream().noneMatch(TaskState::running);
		}

	}

	/**
	 * An application with one schedule.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class EmptyConfiguration {

		@Scheduled(cron = "0 0 3 * * *")
		void nightly() {
		}

	}

	/**
	 * Schedules of all kinds.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Methods {

		private final Runs runs;

		Methods(Runs runs) {
			this.runs = runs;
		}

		@Bean
		ThreadPoolTaskScheduler mine() {
			return scheduler("mine-");
		}

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			return scheduler("scheduling-");
		}

		@Scheduled(fixedRate = 20)
		void method() {
			this.runs.ran("method");
		}

		@OnEveryWorker
		@Scheduled(fixedRate = 20)
		void everywhere() {
			this.runs.ran("everywhere");
		}

		@Scheduled(fixedDelay = 20, scheduler = "mine")
		void onMine() {
			this.runs.ran("on mine");
		}

		@Scheduled(cron = "0 0 3 * * *")
		void nightly() {
			this.runs.ran("nightly");
		}

	}

	private static ThreadPoolTaskScheduler scheduler(String prefix) {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setThreadNamePrefix(prefix);
		return scheduler;
	}

	/**
	 * Schedules that classes say where to run.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OtherMethods {

		@Bean
		ByClass byClass(Runs runs) {
			return new ByClass(runs);
		}

		@Bean
		Inherited inherited(Runs runs) {
			return new Inherited(runs);
		}

	}

	/**
	 * Runs everywhere because of its class.
	 */
	@OnEveryWorker
	record ByClass(Runs runs) {

		@Scheduled(fixedRate = 20)
		void byClass() {
			this.runs.ran("everywhere by class");
		}

	}

	/**
	 * Has a schedule to inherit.
	 */
	static class Base {

		private final Runs runs;

		Base(Runs runs) {
			this.runs = runs;
		}

		@Scheduled(fixedRate = 20)
		public void inherited() {
			this.runs.ran("everywhere by subclass");
		}

	}

	/**
	 * Runs everywhere what it inherits.
	 */
	@OnEveryWorker
	static class Inherited extends Base {

		Inherited(Runs runs) {
			super(runs);
		}

	}

	/**
	 * An application that configures its schedules itself.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Configurer {

		@Bean
		SchedulingConfigurer own(Runs runs) {
			return (registrar) -> {
				registrar.addFixedRateTask(() -> runs.ran("added"), Duration.ofMillis(20));
				registrar.scheduleFixedRateTask(new org.springframework.scheduling.config.FixedRateTask(
						() -> runs.ran("at once"), Duration.ofMillis(20), Duration.ZERO));
				ThreadPoolTaskScheduler scheduler = scheduler("own-");
				scheduler.setDaemon(true);
				scheduler.initialize();
				registrar.setTaskScheduler(scheduler);
			};
		}

		@Bean
		Method method(Runs runs) {
			return new Method(runs);
		}

	}

	/**
	 * A schedule beside those that are configured.
	 */
	record Method(Runs runs) {

		@Scheduled(fixedRate = 20)
		void run() {
			this.runs.ran("method");
		}

	}

	/**
	 * A schedule that takes its time.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Slow {

		private static volatile boolean ended;

		private final Runs runs;

		Slow(Runs runs) {
			this.runs = runs;
		}

		@Scheduled(fixedRate = 20)
		void slow() throws InterruptedException {
			this.runs.ran("begin");
			Thread.sleep(500);
			ended = true;
		}

	}

}
