package io.clusterboot.bootstrap;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.clusterboot.Role;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.worker.WorkerIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Door}.
 */
class DoorTests {

	private static final long MASTER = 4711;

	private static final long STRANGER = 1;

	private static final Optional<WorkerIdentity> NOBODY = Optional.empty();

	private static final Optional<WorkerIdentity> WORKER = Optional
		.of(new WorkerIdentity(0, 1, 2, MASTER, Path.of("/run/control"), "token", ListenMode.SHARED, 8080, null));

	private final Door door = new Door(() -> MASTER, (pid) -> true);

	private final Door elsewhere = new Door(() -> STRANGER, (pid) -> true);

	private final Door orphaned = new Door(() -> STRANGER, (pid) -> pid != MASTER);

	@Test
	void decideWhenWorkersIsNotSetIsPlainAndSilent() {
		assertThat(this.door.decide(NOBODY, environment(Map.of("cluster.enabled", "true")), new FakeLaunch()))
			.isEqualTo(Decision.of(Role.NONE));
	}

	@Test
	void decideWhenWorkersIsSetIsMaster() {
		assertThat(this.door.decide(NOBODY, environment(Map.of("cluster.workers", "auto")), new FakeLaunch()))
			.isEqualTo(Decision.of(Role.MASTER));
	}

	@Test
	void decideWhenWorkersIsSetByAnEnvironmentVariableIsMaster() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of("CLUSTER_WORKERS", "2")));
		ConfigurationPropertySources.attach(environment);
		assertThat(this.door.decide(NOBODY, environment, new FakeLaunch())).isEqualTo(Decision.of(Role.MASTER));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "0" })
	void decideWhenTheValueOfWorkersIsWrongIsMasterThatRefusesIt(String workers) {
		assertThat(this.door.decide(NOBODY, environment(Map.of("cluster.workers", workers)), new FakeLaunch()))
			.isEqualTo(Decision.of(Role.MASTER));
	}

	@ParameterizedTest
	@CsvSource({ "false,NONE", "FALSE,NONE", "False,NONE", "' false ',NONE", "off,NONE", "no,NONE", "0,NONE",
			"true,MASTER", "TRUE,MASTER", "on,MASTER", "yes,MASTER", "maybe,MASTER" })
	void decideWhenEnabledIsSetGoesByIt(String enabled, Role role) {
		assertThat(this.door.decide(NOBODY, environment(Map.of("cluster.workers", "2", "cluster.enabled", enabled)),
				new FakeLaunch()))
			.isEqualTo(Decision.of(role));
	}

	@Test
	void decideWhenTheParentIsTheMasterIsWorker() {
		assertThat(this.door.isWorker(WORKER)).isTrue();
		assertThat(this.door.decide(WORKER, environment(Map.of()), new FakeLaunch()))
			.isEqualTo(Decision.of(Role.WORKER));
	}

	@ParameterizedTest
	@EnumSource(names = { "NON_WEB", "SPRING_CLOUD_BOOTSTRAP" })
	void decideWhenAWorkerRunsAnotherApplicationLeavesThatAlone(Circumstance circumstance) {
		assertThat(this.door.decide(WORKER, environment(Map.of("cluster.workers", "2")), new FakeLaunch(circumstance)))
			.isEqualTo(Decision.of(Role.NONE));
	}

	@Test
	void decideWhenAWorkerIsTestedOrDisabledIsStillWorker() {
		assertThat(this.door.decide(WORKER, environment(Map.of("cluster.enabled", "false")),
				new FakeLaunch(Circumstance.TEST)))
			.isEqualTo(Decision.of(Role.WORKER));
	}

	@Test
	void decideWhenAWorkerHasStartedItIsPlain() {
		assertThat(this.elsewhere.isWorker(WORKER)).isFalse();
		assertThat(this.elsewhere.decide(WORKER, environment(Map.of("cluster.workers", "2")), new FakeLaunch()))
			.isEqualTo(Decision.plainBecause("it was started by a worker of master 4711"));
	}

	@Test
	void decideWhenTheMasterIsGoneRefusesToStart() {
		OrphanedWorkerException exception = catchThrowableOfType(OrphanedWorkerException.class,
				() -> this.orphaned.decide(WORKER, environment(Map.of()), new FakeLaunch()));
		FailureAnalysis analysis = new OrphanedWorkerFailureAnalyzer().analyze(exception);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("CLUSTER_MASTER_PID=4711 names a master that is gone, "
				+ "so there is nobody this worker could work for.");
		assertThat(analysis.getAction()).contains("remove the variables that begin with CLUSTER_").endsWith(".");
	}

	@Test
	void isWorkerWhenThereIsNoMasterInTheEnvironmentIsFalse() {
		assertThat(this.door.isWorker(NOBODY)).isFalse();
	}

	@Test
	void decideByTheRealProcessesKnowsParentAndOrphan() {
		long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L);
		assertThat(new Door().isWorker(workerOf(parent))).isTrue();
		assertThat(new Door().isWorker(workerOf(ProcessHandle.current().pid()))).isFalse();
		assertThat(catchThrowableOfType(OrphanedWorkerException.class,
				() -> new Door().decide(workerOf(Integer.MAX_VALUE), environment(Map.of()), new FakeLaunch())))
			.isNotNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "SPRING_CLOUD_BOOTSTRAP", "TEST", "AOT_PROCESSING" })
	void decideWhenABuildOrATestRunsItIsPlainAndSilent(Circumstance circumstance) {
		assertThat(decide(circumstance)).isEqualTo(Decision.of(Role.NONE));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			TRAINING       | this is a training run (spring.context.exit, spring.context.checkpoint)
			NON_WEB        | it is no web application
			DEV_TOOLS      | DevTools restarts it in this JVM
			AUGMENTED      | it runs with Testcontainers for development
			""")
	void decideWhenAMasterWouldBeOutOfPlaceIsPlainAndSaysWhy(Circumstance circumstance, String reason) {
		assertThat(decide(circumstance)).isEqualTo(Decision.plainBecause(reason));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			NATIVE_IMAGE         | a native image cannot start workers
			SERVLET_CONTAINER    | it runs in a servlet container that owns the port
			PARENT_CONTEXT       | beans of a parent context run in this JVM already
			OTHER_THREAD         | it was not started by the main thread
			UNSUPPORTED_PLATFORM | workers can share a port on Linux and macOS only
			NOT_TOMCAT           | its web server is not Tomcat
			""")
	void decideWhenAMasterIsNotPossibleIsPlainAndWarns(Circumstance circumstance, String reason) {
		assertThat(decide(circumstance)).isEqualTo(Decision.plainWithWarning(reason));
	}

	@ParameterizedTest
	@EnumSource
	void decideWhenNotClusteredIsSilentWhateverTheCircumstances(Circumstance circumstance) {
		assertThat(this.door.decide(NOBODY, environment(Map.of()), new FakeLaunch(circumstance)))
			.isEqualTo(Decision.of(Role.NONE));
	}

	@Test
	void decideWhenDevToolsHasItsOwnThreadDoesNotWarnOfTheThread() {
		assertThat(decide(Circumstance.DEV_TOOLS, Circumstance.OTHER_THREAD).isWarning()).isFalse();
	}

	private Decision decide(Circumstance... circumstances) {
		return this.door.decide(NOBODY, environment(Map.of("cluster.workers", "2")), new FakeLaunch(circumstances));
	}

	private static Optional<WorkerIdentity> workerOf(long master) {
		return Optional
			.of(new WorkerIdentity(0, 1, 2, master, Path.of("/run/control"), "token", ListenMode.SHARED, 8080, null));
	}

	private static ConfigurableEnvironment environment(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	/**
	 * Something about a launch that matters at the door.
	 */
	enum Circumstance {

		SPRING_CLOUD_BOOTSTRAP, TEST, AOT_PROCESSING, TRAINING, NON_WEB, NATIVE_IMAGE, SERVLET_CONTAINER, DEV_TOOLS,
		AUGMENTED, PARENT_CONTEXT, OTHER_THREAD, UNSUPPORTED_PLATFORM, NOT_TOMCAT

	}

	/**
	 * A launch that could become a master, but for the given circumstances.
	 */
	private static final class FakeLaunch extends Launch {

		private final Set<Circumstance> circumstances = EnumSet.noneOf(Circumstance.class);

		FakeLaunch(Circumstance... circumstances) {
			super(new SpringApplication(), new StandardEnvironment());
			this.circumstances.addAll(Set.of(circumstances));
		}

		@Override
		boolean isSpringCloudBootstrap() {
			return this.circumstances.contains(Circumstance.SPRING_CLOUD_BOOTSTRAP);
		}

		@Override
		boolean isTest() {
			return this.circumstances.contains(Circumstance.TEST);
		}

		@Override
		boolean isAotProcessing() {
			return this.circumstances.contains(Circumstance.AOT_PROCESSING);
		}

		@Override
		boolean isTraining() {
			return this.circumstances.contains(Circumstance.TRAINING);
		}

		@Override
		boolean isWeb() {
			return !this.circumstances.contains(Circumstance.NON_WEB);
		}

		@Override
		boolean isNativeImage() {
			return this.circumstances.contains(Circumstance.NATIVE_IMAGE);
		}

		@Override
		boolean isInServletContainer() {
			return this.circumstances.contains(Circumstance.SERVLET_CONTAINER);
		}

		@Override
		boolean isDevTools() {
			return this.circumstances.contains(Circumstance.DEV_TOOLS);
		}

		@Override
		boolean isAugmented() {
			return this.circumstances.contains(Circumstance.AUGMENTED);
		}

		@Override
		boolean hasParentContext() {
			return this.circumstances.contains(Circumstance.PARENT_CONTEXT);
		}

		@Override
		boolean isStartedByMain() {
			return !this.circumstances.contains(Circumstance.OTHER_THREAD);
		}

		@Override
		boolean isSupportedPlatform() {
			return !this.circumstances.contains(Circumstance.UNSUPPORTED_PLATFORM);
		}

		@Override
		boolean isTomcat() {
			return !this.circumstances.contains(Circumstance.NOT_TOMCAT);
		}

	}

}
