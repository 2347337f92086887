package io.clusterboot.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterProperties.GiveUp;
import io.clusterboot.ClusterProperties.Listen;
import io.clusterboot.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ClusterConfiguration}, its exception and what users read of it.
 */
class ClusterConfigurationTests {

	private static final int PROCESSORS = 4;

	private static final String WORKERS = "Set cluster.workers to 'auto' (one for each processor), a number such as 4, "
			+ "a negative number such as -1 (all processors but one), or a percentage of the processors such as 50%.";

	@Test
	void readWhenNothingIsSetHasTheDefaults() {
		ClusterProperties properties = read();
		assertThat(properties.workers()).isNull();
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.listen()).isEqualTo(Listen.AUTO);
		assertThat(properties.startTimeout()).isEqualTo(Duration.ofSeconds(120));
		assertThat(properties.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
		assertThat(properties.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(properties.preStopDelay()).isZero();
		assertThat(properties.runDirectory()).isNull();
		assertThat(properties.restart()).isEqualTo(new ClusterProperties.Restart(Duration.ofMillis(200), 2,
				Duration.ofSeconds(30), 5, Duration.ofSeconds(30), GiveUp.EXIT));
		assertThat(properties.worker()).isEqualTo(new ClusterProperties.Worker(List.of(), List.of(), Map.of()));
	}

	@Test
	void readWhenAllIsSetHasWhatIsSet() {
		ClusterProperties properties = read("workers=50%", "spares=512", "reload.max-surge=512", "reload.canary-time=0",
				"enabled=TRUE", "listen=reuse-port", "start-timeout=1d", "heartbeatInterval=10ms",
				"heartbeat-timeout=20ms", "drain_timeout=10ms", "pre-stop-delay=5s", "run-directory=/run/shop",
				"restart.backoff=1ms", "restart.multiplier=1", "restart.max-backoff=1ms", "restart.max-failures=1",
				"restart.stable-after=0", "restart.on-give-up=degrade",
				"worker.jvm-args=-Xmx64m -Dtitle=a b,-Xlog:gc,safepoint @more", "worker.args[0]=--a=b",
				"worker.args[1]=plain", "worker.environment.TZ=UTC", "worker.environment.a_b=c d");
		assertThat(properties).isEqualTo(new ClusterProperties(true, "50%", 512, Listen.REUSE_PORT, Duration.ofDays(1),
				Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(10), Duration.ofSeconds(5), null,
				Path.of("/run/shop"), List.of(), List.of(), properties.scheduling(), properties.leaderLease(),
				new ClusterProperties.Reload(512, Duration.ZERO),
				new ClusterProperties.Restart(Duration.ofMillis(1), 1, Duration.ofMillis(1), 1, Duration.ZERO,
						GiveUp.DEGRADE),
				new ClusterProperties.Recycle(null, null, null, Percentage.of("10%"), Duration.ofSeconds(30)),
				new ClusterProperties.Scale(1, null, Percentage.of("50%"), Percentage.of("25%"), Duration.ofSeconds(5)),
				new ClusterProperties.Worker(List.of("-Xmx64m", "-Dtitle=a b", "-Xlog:gc,safepoint @more"),
						List.of("--a=b", "plain"), Map.of("TZ", "UTC", "a_b", "c d")),
				properties.redis(), properties.session(), properties.cache(), properties.messaging(),
				properties.metrics(), properties.health()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "AUTO", " auto ", "1", "4", "512", "-1", "-4", "1%", "100%", "50 %" })
	void readWhenTheNumberOfWorkersIsPossibleTakesIt(String workers) {
		assertThat(read("workers=" + workers).workers()).isEqualTo(workers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-5", "-99", "150%", "101%", "0%", "-50%", "abc", "1.5", "", "99999999999", "513",
			"+2", "two", "auto4", "4,4" })
	void readWhenTheNumberOfWorkersIsImpossibleSaysSo(String workers) {
		FailureAnalysis analysis = failure("workers=" + workers);
		assertThat(analysis.getDescription()).startsWith("cluster.workers=" + workers + " ").endsWith(".");
		assertThat(analysis.getAction()).isEqualTo(WORKERS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			workers=0               | would leave nobody to serve
			workers=-99             | takes away more than the 4 processors there are
			workers=150%            | is a percentage outside of 1% to 100%
			workers=0%              | is a percentage outside of 1% to 100%
			workers=513             | is more than the 512 workers one master supervises
			workers=abc             | is neither 'auto', a number, nor a percentage
			""")
	void readWhenTheNumberOfWorkersIsImpossibleSaysWhy(String assignment, String fact) {
		assertThat(failure(assignment).getDescription()).isEqualTo("cluster." + assignment + " " + fact + ".");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					enabled=maybe                      | is not true or false                       | to true or false.
					enabled=2                          | is not true or false                       | to true or false.
					listen=foo                         | is not one of auto, shared, reuse-port     | to one of auto, shared, reuse-port.
					restart.on-give-up=foo             | is not one of exit, degrade                | to one of exit, degrade.
					start-timeout=soon                 | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					start-timeout=1.5s                 | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					start-timeout=999999999999999999d  | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					heartbeat-timeout=x                | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					pre-stop-delay=x                   | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					restart.backoff=10 parsecs         | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					restart.stable-after=x             | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					restart.multiplier=two             | is not a number                            | to a number such as 2.0.
					restart.max-failures=x             | is not a number                            | to a number such as 5.
					restart.max-failures=1.5           | is not a number                            | to a number such as 5.
					restart.max-failures=99999999999   | is not a number                            | to a number such as 5.
					start-timeout=0s                   | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					start-timeout=-5s                  | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					start-timeout=10                   | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					start-timeout=2d                   | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					start-timeout=PT2562047788015215H  | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					heartbeat-interval=0               | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					heartbeat-interval=-1s             | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					heartbeat-interval=9999999999s     | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					heartbeat-interval=PT2562047788015215H | is outside of 10ms to 86400s           | to a duration in that range, such as 30s.
					heartbeat-timeout=1ms              | is outside of 20ms to 86400s               | to a duration in that range, such as 30s.
					drain-timeout=0                    | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					drain-timeout=-1s                  | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					drain-timeout=25h                  | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					pre-stop-delay=-1ns                | is outside of 0s to 86400s                 | to a duration in that range, such as 30s.
					restart.backoff=0                  | is outside of 1ms to 86400s                | to a duration in that range, such as 30s.
					restart.backoff=500us              | is outside of 1ms to 86400s                | to a duration in that range, such as 30s.
					restart.max-backoff=-1s            | is outside of 1ms to 86400s                | to a duration in that range, such as 30s.
					restart.stable-after=-1s           | is outside of 0s to 86400s                 | to a duration in that range, such as 30s.
					restart.max-backoff=100ms          | is less than cluster.restart.backoff=200ms | to at least 200ms.
					restart.multiplier=0               | is outside of 1 to 100                     | to a number in that range, such as 2.
					restart.multiplier=NaN             | is outside of 1 to 100                     | to a number in that range, such as 2.
					restart.multiplier=-1              | is outside of 1 to 100                     | to a number in that range, such as 2.
					restart.multiplier=1e9             | is outside of 1 to 100                     | to a number in that range, such as 2.
					restart.multiplier=Infinity        | is outside of 1 to 100                     | to a number in that range, such as 2.
					restart.max-failures=0             | is less than 1                             | to 1 or more.
					restart.max-failures=-1            | is less than 1                             | to 1 or more.
					worker.jvm-args=Xmx1g              | is not a JVM option                        | to options that begin with a dash, such as -Xmx256m.
					slow-request=soon                  | is not a duration                          | to a duration such as 500ms, 30s or 2m.
					slow-request=9ms                   | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					slow-request=25h                   | is outside of 10ms to 86400s               | to a duration in that range, such as 30s.
					recycle.max-requests=many          | is not a number                            | to a number such as 5.
					recycle.max-requests=0             | is less than 1                             | to 1 or more.
					recycle.max-requests=-1            | is less than 1                             | to 1 or more.
					recycle.max-lifetime=999ms         | is outside of 1s to 31536000s              | to a duration in that range, such as 30s.
					recycle.max-lifetime=366d          | is outside of 1s to 31536000s              | to a duration in that range, such as 30s.
					recycle.max-memory=much            | is not a size                              | to a size such as 512MB or 2GB.
					recycle.max-memory=1048575B        | is less than 1MB                           | to a size such as 512MB or 2GB.
					recycle.max-memory=-1GB            | is less than 1MB                           | to a size such as 512MB or 2GB.
					recycle.jitter=some                | is not a percentage from 0% to 100%        | to a percentage such as 10%.
					recycle.jitter=101%                | is not a percentage from 0% to 100%        | to a percentage such as 10%.
					recycle.jitter=-1%                 | is not a percentage from 0% to 100%        | to a percentage such as 10%.
					recycle.min-lifetime=-1s           | is outside of 0s to 31536000s              | to a duration in that range, such as 30s.
					scale.min=0                        | is outside of 1 to 512                     | to a number in that range, such as 1.
					scale.min=513                      | is outside of 1 to 512                     | to a number in that range, such as 1.
					scale.max=x                        | is not a number                            | to a number such as 5.
					scale.max=0                        | is outside of 1 to 512                     | to a number in that range, such as 1.
					scale.max=513                      | is outside of 1 to 512                     | to a number in that range, such as 1.
					scale.busy-max=150%                | is not a percentage from 0% to 100%        | to a percentage such as 10%.
					scale.busy-min=50%                 | is not less than cluster.scale.busy-max=50%, so the number of workers would never be right | to less than 50%, at best half of it.
					scale.window=99ms                  | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					scale.window=2d                    | is outside of 100ms to 86400s              | to a duration in that range, such as 30s.
					redis.embedded=yes                 | is not one of auto, on, off                | to one of auto, on, off.
					session.require-shared=maybe       | is not true or false                       | to true or false.
					session.serialization=xml          | is not one of json, jdk                    | to one of json, jdk.
					cache.near=maybe                   | is not true or false                       | to true or false.
					cache.near-entries=many            | is not a number                            | to a number such as 5.
					cache.near-entries=0               | is less than 1                             | to 1 or more, such as 10000.
					cache.near-time-to-live=0s         | is outside of 1ms to 31536000s             | to a duration in that range, such as 30s.
					cache.near-time-to-live=366d       | is outside of 1ms to 31536000s             | to a duration in that range, such as 30s.
					cache.load-timeout=0s              | is outside of 1ms to 86400s                | to a duration in that range, such as 30s.
					cache.load-timeout=-1s             | is outside of 1ms to 86400s                | to a duration in that range, such as 30s.
					trusted-packages=com.example.*     | is not the name of a package               | to names such as com.example.shop, without wildcards: packages below are included.
					trusted-packages=com..example      | is not the name of a package               | to names such as com.example.shop, without wildcards: packages below are included.
					trusted-packages=.com              | is not the name of a package               | to names such as com.example.shop, without wildcards: packages below are included.
					trusted-packages=java              | would trust classes that nobody meant      | to the packages of the classes that are kept in sessions and caches.
					leader-lease=2s                    | is outside of 3s to 86400s                 | to a duration in that range, such as 30s.
					messaging.max-message-size=512B    | is outside of 1KB to 1GB                   | to a size in that range, such as 1MB.
					messaging.buffer=2GB               | is outside of 1KB to 1GB                   | to a size in that range, such as 1MB.
					messaging.buffer=512KB             | is less than cluster.messaging.max-message-size=1048576B, so the largest message would never find room | to at least that, such as 16MB.
					messaging.max-attempts=0           | is less than 1                             | to 1 or more.
					messaging.takeover=1s              | is outside of 3s to 86400s                 | to a duration in that range, such as 30s.
					health.minimum=0                   | is outside of 1 to 512                     | to a number in that range, such as 1.
					metrics.aggregation=average        | is not one of per-worker, sum              | to one of per-worker, sum.
					metrics.gauges.shop.queue=median   | is not one of sum, min, max, mean          | to one of sum, min, max, mean.
					scheduling=none                    | is not one of leader, all                  | to one of leader, all.
					messaging.transport=jms            | is not one of redis, kafka                 | to one of redis, kafka.
					heartbeat-timeout=1900ms           | is less than twice cluster.heartbeat-interval=1s, so one late heartbeat would end a healthy worker | to at least 2s, or cluster.heartbeat-interval to less.
					""")
	void readWhenAValueIsWrongNamesItAndWhatToDo(String assignment, String fact, String remedy) {
		FailureAnalysis analysis = failure(assignment);
		assertThat(analysis.getDescription()).isEqualTo("cluster." + assignment + " " + fact + ".");
		assertThat(analysis.getAction())
			.isEqualTo("Set cluster." + assignment.substring(0, assignment.indexOf('=')) + " " + remedy);
	}

	@Test
	void readWhenADefaultDoesNotGoWithAValueNamesBoth() {
		assertThat(failure("heartbeat-interval=20s").getDescription())
			.isEqualTo("cluster.heartbeat-timeout=30s is less than twice cluster.heartbeat-interval=20s, "
					+ "so one late heartbeat would end a healthy worker.");
		assertThat(failure("restart.backoff=1m").getDescription())
			.isEqualTo("cluster.restart.max-backoff=30s is less than cluster.restart.backoff=60s.");
	}

	@Test
	void readWhenTheMostWorkersAreFewerThanTheLeastNamesBoth() {
		FailureAnalysis analysis = failure("scale.min=3", "scale.max=2");
		assertThat(analysis.getDescription()).isEqualTo("cluster.scale.max=2 is less than cluster.scale.min=3.");
		assertThat(analysis.getAction()).isEqualTo("Set cluster.scale.max to at least 3.");
	}

	@Test
	void readWhenRecyclingAndScalingAreSetHasWhatIsSet() {
		ClusterProperties properties = read("slow-request=10ms", "recycle.max-requests=1", "recycle.max-lifetime=365d",
				"recycle.max-memory=1MB", "recycle.jitter=0%", "recycle.min-lifetime=0", "scale.min=2", "scale.max=2",
				"scale.busy-max=100%", "scale.busy-min=0%", "scale.window=100ms");
		assertThat(properties.slowRequest()).isEqualTo(Duration.ofMillis(10));
		assertThat(properties.recycle()).isEqualTo(new ClusterProperties.Recycle(1L, Duration.ofDays(365),
				DataSize.ofMegabytes(1), new Percentage(0), Duration.ZERO));
		assertThat(properties.scale())
			.isEqualTo(new ClusterProperties.Scale(2, 2, new Percentage(1), new Percentage(0), Duration.ofMillis(100)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void checkWorkersWhenTheyAreWithinWhatTheyMayChangeToIsQuiet(int workers) {
		ClusterProperties properties = read("workers=auto", "scale.min=2", "scale.max=3");
		assertThatNoException().isThrownBy(() -> ClusterConfiguration.checkWorkers(workers, properties));
	}

	@Test
	void checkWorkersWhenTheirNumberIsFixedIsQuiet() {
		ClusterProperties properties = read("workers=8", "scale.min=2");
		assertThatNoException().isThrownBy(() -> ClusterConfiguration.checkWorkers(1, properties));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					4    | 4 | cluster.workers=4 is outside of cluster.scale.min=2 to cluster.scale.max=3
					auto | 1 | cluster.workers=auto means 1 on this machine, and is outside of cluster.scale.min=2 to cluster.scale.max=3
					""")
	void checkWorkersWhenTheyAreOutsideOfWhatTheyMayChangeToSaysSo(String configured, int workers, String message) {
		ClusterProperties properties = read("workers=" + configured, "scale.min=2", "scale.max=3");
		assertThatExceptionOfType(InvalidClusterConfigurationException.class)
			.isThrownBy(() -> ClusterConfiguration.checkWorkers(workers, properties))
			.withMessage(message);
	}

	@Test
	void readWhenAGroupIsGivenAValueNamesItsProperties() {
		FailureAnalysis analysis = failure("worker=2");
		assertThat(analysis.getDescription()).isEqualTo("cluster.worker=2 is not a property but a group of them.");
		assertThat(analysis.getAction()).isEqualTo(
				"Set cluster.workers, if the number of workers is meant, or a property such as cluster.worker.jvm-args.");
		analysis = failure("restart=always");
		assertThat(analysis.getDescription())
			.isEqualTo("cluster.restart=always is not a property but a group of them.");
		assertThat(analysis.getAction()).isEqualTo("Set a property such as cluster.restart.max-failures.");
		assertThat(failure("scale=4").getAction()).isEqualTo("Set a property such as cluster.scale.max.");
		assertThat(failure("recycle=daily").getAction())
			.isEqualTo("Set a property such as cluster.recycle.max-requests.");
		assertThat(failure("redis=off").getAction()).isEqualTo("Set a property such as cluster.redis.embedded.");
		assertThat(failure("session=jdk").getAction())
			.isEqualTo("Set a property such as cluster.session.serialization.");
		assertThat(failure("cache=near").getAction()).isEqualTo("Set a property such as cluster.cache.near.");
		assertThat(failure("reload=now").getAction()).isEqualTo("Set a property such as cluster.reload.canary-time.");
	}

	@Test
	void readWhenPackagesAreNamedHasThem() {
		assertThat(read("trusted-packages=com.example.shop, org.x_1").trustedPackages())
			.containsExactly("com.example.shop", "org.x_1");
	}

	@Test
	void readWhenAListHasAGapSaysSo() {
		FailureAnalysis analysis = failure("worker.args[0]=-a", "worker.args[2]=-b");
		assertThat(analysis.getDescription())
			.isEqualTo("cluster.worker.args is not a list whose elements are numbered without a gap.");
		assertThat(analysis.getAction())
			.isEqualTo("Number the elements of cluster.worker.args from 0 on, or set cluster.worker.args to one text.");
	}

	@Test
	void readWhenAPathIsImpossibleSaysSo() {
		assertThat(failure("run-directory=a\0b").getAction())
			.isEqualTo("Set cluster.run-directory to a value that can be read as a path.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "worker.environment.CLUSTER_X", "worker.environment.CLUSTER_TOKEN",
			"worker.environment[CLUSTER_MASTER_PID]", "worker.environment[]" })
	void readWhenAVariableIsForbiddenDoesNotPrintItsValue(String name) {
		assertSecret(failure(Map.of("cluster." + name, "letmein")));
	}

	@Test
	void readWhenAVariableHasNoPossibleNameDoesNotPrintItsValue() {
		FailureAnalysis analysis = failure(Map.of("cluster.worker.environment[A=B]", "letmein"));
		assertSecret(analysis);
		assertThat(analysis.getDescription())
			.isEqualTo("cluster.worker.environment.A=B is not a variable that an application can have.");
		assertThat(analysis.getAction()).isEqualTo("Remove cluster.worker.environment.A=B: names with '=' are not "
				+ "possible, and those with CLUSTER_ are the master's.");
	}

	@Test
	void readWhenVariablesAreGivenInOneTextDoesNotPrintIt() {
		FailureAnalysis analysis = failure("worker.environment=PASSWORD:letmein");
		assertSecret(analysis);
		assertThat(analysis.getDescription())
			.isEqualTo("cluster.worker.environment is not a property but a group of them.");
		assertThat(analysis.getAction())
			.isEqualTo("Give each variable its name, as in cluster.worker.environment.TZ=UTC.");
	}

	@Test
	void readWhenSeveralValuesAreWrongNamesAll() {
		FailureAnalysis analysis = failure("workers=0", "start-timeout=0s", "drain-timeout=0s",
				"worker.jvm-args[0]=Xmx", "worker.jvm-args[1]=-Xms1m");
		assertThat(analysis.getDescription().lines()).containsExactly("cluster.workers=0 would leave nobody to serve.",
				"cluster.start-timeout=0s is outside of 100ms to 86400s.",
				"cluster.drain-timeout=0s is outside of 10ms to 86400s.",
				"cluster.worker.jvm-args=Xmx is not a JVM option.");
		assertThat(analysis.getAction().lines()).hasSize(4).allMatch((line) -> line.endsWith("."));
	}

	@Test
	void readWhenAnEnvironmentVariableIsWrongNamesTheProperty() {
		ConfigurableEnvironment environment = environment(Map.of());
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("CLUSTER_STARTTIMEOUT", "0s", "CLUSTER_WORKERS", "2")));
		assertThat(failure(environment).getDescription())
			.isEqualTo("cluster.start-timeout=0s is outside of 100ms to 86400s.");
	}

	@Test
	void messageOfTheExceptionNamesPropertyAndValue() {
		InvalidClusterConfigurationException exception = catchThrowableOfType(
				InvalidClusterConfigurationException.class, () -> read("workers=0", "start-timeout=0s"));
		assertThat(exception).hasMessage("cluster.workers=0 would leave nobody to serve; "
				+ "cluster.start-timeout=0s is outside of 100ms to 86400s");
	}

	private static void assertSecret(FailureAnalysis analysis) {
		assertThat(analysis.getDescription() + analysis.getAction() + analysis.getCause()).doesNotContain("letmein");
		assertThat(analysis.getDescription()).contains("cluster.worker.environment").endsWith(".");
		assertThat(analysis.getAction()).isNotBlank().endsWith(".");
	}

	private static ClusterProperties read(String... assignments) {
		return ClusterConfiguration.read(environment(properties(assignments)), PROCESSORS);
	}

	private static FailureAnalysis failure(String... assignments) {
		return failure(properties(assignments));
	}

	private static FailureAnalysis failure(Map<String, Object> properties) {
		return failure(environment(properties));
	}

	private static FailureAnalysis failure(ConfigurableEnvironment environment) {
		InvalidClusterConfigurationException exception = catchThrowableOfType(
				InvalidClusterConfigurationException.class, () -> ClusterConfiguration.read(environment, PROCESSORS));
		assertThat(exception).isNotNull();
		FailureAnalysis analysis = new InvalidClusterConfigurationFailureAnalyzer().analyze(exception);
		assertThat(analysis).isNotNull();
		return analysis;
	}

	private static Map<String, Object> properties(String... assignments) {
		Map<String, Object> properties = new LinkedHashMap<>();
		Arrays.stream(assignments)
			.map((assignment) -> assignment.split("=", 2))
			.forEach((parts) -> properties.put("cluster." + parts[0], parts[1]));
		return properties;
	}

	private static ConfigurableEnvironment environment(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

}
