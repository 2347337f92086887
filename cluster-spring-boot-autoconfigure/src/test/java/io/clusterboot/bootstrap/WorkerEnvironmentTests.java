package io.clusterboot.bootstrap;

import java.util.HashMap;
import java.util.Map;

import io.clusterboot.ClusterProperties;
import io.clusterboot.worker.WorkerName;
import io.clusterboot.worker.WorkerNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerEnvironment}.
 */
class WorkerEnvironmentTests {

	private static final long MASTER = 4711;

	private static final String CUSTOMIZER = "logging.structured.json.customizer";

	private final Map<String, String> variables = new HashMap<>(
			Map.of("CLUSTER_MASTER_PID", "4711", "CLUSTER_WORKER_INDEX", "2", "CLUSTER_WORKER_GENERATION", "3",
					"CLUSTER_WORKER_COUNT", "4", "CLUSTER_SOCKET", "/run/control", "CLUSTER_TOKEN", "secret",
					"CLUSTER_WORKER_LISTEN", "SHARED", "CLUSTER_WORKER_PORT", "18080"));

	private final Map<String, Object> properties = new HashMap<>();

	@BeforeEach
	void isKnownUnderItsFirstIndex() {
		WorkerName.become(2);
	}

	@AfterEach
	void isNoWorkerAnyMore() {
		WorkerNames.forget();
	}

	@Test
	void comesAfterTheConfigurationFiles() {
		assertThat(new WorkerEnvironment().getOrder()).isGreaterThan(ConfigDataEnvironmentPostProcessor.ORDER);
	}

	@Test
	void workerKnowsItsIdentityAndPort() {
		this.properties.put("server.port", "0");
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("cluster.worker.index")).isEqualTo("2");
		assertThat(environment.getProperty("cluster.worker.generation")).isEqualTo("3");
		assertThat(environment.getProperty("cluster.worker.count")).isEqualTo("4");
		assertThat(environment.getProperty("server.port")).isEqualTo("18080");
		assertThat(environment.getProperty("management.server.port")).isNull();
	}

	@Test
	void workerHasTheManagementPortOfTheMaster() {
		this.properties.put("management.server.port", "0");
		this.variables.put("CLUSTER_WORKER_MANAGEMENT_PORT", "18081");
		assertThat(process().getProperty("management.server.port")).isEqualTo("18081");
	}

	@Test
	void workerWithoutAManagementPortKeepsWhatIsConfigured() {
		this.properties.put("management.server.port", "-1");
		assertThat(process().getProperty("management.server.port")).isEqualTo("-1");
	}

	@Test
	void tokenIsInNoProperty() {
		for (PropertySource<?> source : process().getPropertySources()) {
			if (source instanceof MapPropertySource map && source.getName().startsWith("cluster")) {
				assertThat(map.getSource().values()).doesNotContain("secret");
			}
		}
	}

	@Test
	void workerOfAClusterWithARedisUsesIt() {
		this.properties.put("spring.data.redis.url", "redis://elsewhere");
		this.variables.put("CLUSTER_WORKER_REDIS", "embedded");
		this.variables.put("CLUSTER_WORKER_REDIS_URL", "redis://:secret@127.0.0.1:20001");
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("cluster.worker.redis")).isEqualTo("embedded");
		assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo("redis://:secret@127.0.0.1:20001");
	}

	@Test
	void workerThatHasToFindRedisItselfKeepsWhatIsConfigured() {
		this.properties.put("spring.data.redis.url", "redis://elsewhere");
		this.variables.put("CLUSTER_WORKER_REDIS", "configured");
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("cluster.worker.redis")).isEqualTo("configured");
		assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo("redis://elsewhere");
	}

	@Test
	void variablesOfRedisLeaveTheConfigurationOfTheClusterReadable() {
		SystemEnvironmentPropertySource variables = new SystemEnvironmentPropertySource("systemEnvironment",
				Map.of("CLUSTER_WORKER_REDIS", "embedded", "CLUSTER_WORKER_REDIS_URL",
						"redis://:secret@127.0.0.1:20001", "CLUSTER_WORKER_REDIS_PIPE", "/run/pipe",
						"CLUSTER_REDIS_EMBEDDED", "on"));
		ClusterProperties properties = new Binder(ConfigurationPropertySources.from(variables)).bindOrCreate("cluster",
				ClusterProperties.class);
		assertThat(properties.redis().embedded()).isEqualTo(ClusterProperties.Embedded.ON);
	}

	@Test
	void workerHasItsShareOfWhatIsDivided() {
		this.properties.put("cluster.divide", "spring.datasource.hikari.maximumPoolSize");
		this.properties.put("spring.datasource.hikari.maximum-pool-size", "${pool}");
		this.properties.put("pool", "43");
		assertThat(process().getProperty("spring.datasource.hikari.maximum-pool-size")).as("the third of 4")
			.isEqualTo("11");
		this.properties.put("cluster.spares", "1");
		assertThat(process().getProperty("spring.datasource.hikari.maximum-pool-size", Integer.class))
			.as("the third of 4 and a spare")
			.isEqualTo(9);
	}

	@Test
	void levelNamesTheWorker() {
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("logging.pattern.level"))
			.isEqualTo("%5p [worker %property{cluster.worker.index}]");
		assertThat(environment.getProperty("logging.pattern.console")).isNull();
	}

	@Test
	void ownLevelPatternIsKeptAndNamesTheWorker() {
		this.properties.put("logging.pattern.level", "%p %X{trace}");
		assertThat(process().getProperty("logging.pattern.level"))
			.isEqualTo("%p %X{trace} [worker %property{cluster.worker.index}]");
	}

	@Test
	void ownConsolePatternIsPrefixed() {
		this.properties.put("logging.pattern.console", "%m%n");
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("logging.pattern.console"))
			.isEqualTo("[worker %property{cluster.worker.index}] %m%n");
		assertThat(environment.getProperty("logging.pattern.level")).isNull();
	}

	@Test
	void ownConsolePatternKeepsItsPlaceholders() {
		this.properties.put("logging.pattern.console", "${app.prefix} %m%n");
		this.properties.put("app.prefix", "shop");
		assertThat(process().getProperty("logging.pattern.console"))
			.isEqualTo("[worker %property{cluster.worker.index}] shop %m%n");
	}

	/*
	 * A pattern of another logging system would print what Logback replaces.
	 */
	@Test
	void otherLoggingSystemHasTheIndexOfTheStart() {
		System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
		try {
			assertThat(process().getProperty("logging.pattern.level")).isEqualTo("%5p [worker 2]");
		}
		finally {
			System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
		}
	}

	@Test
	void indexIsThatOfTheMoment() {
		ConfigurableEnvironment environment = process();
		WorkerName.become(5);
		assertThat(environment.getProperty("cluster.worker.index", int.class)).isEqualTo(5);
		assertThat(environment.resolvePlaceholders("${cluster.worker.index}")).isEqualTo("5");
		assertThat(Binder.get(environment).bind("cluster.worker.index", int.class).get()).isEqualTo(5);
		assertThat(System.getProperty("cluster.worker.index")).isEqualTo("5");
	}

	@Test
	void secondApplicationAfterATakeOverDoesNotBringTheFirstIndexBack() {
		process();
		WorkerName.become(5);
		assertThat(process().getProperty("cluster.worker.index")).isEqualTo("5");
	}

	@Test
	void structuredLogHasAField() {
		assertThat(process().getProperty(CUSTOMIZER)).isEqualTo(WorkerJsonMember.class.getName());
	}

	@Test
	void structuredLogKeepsTheCustomizersOfTheApplication() {
		this.properties.put("app.customizer", "shop.Second");
		this.properties.put(CUSTOMIZER, "shop.First, ${app.customizer}");
		assertThat(process().getProperty(CUSTOMIZER))
			.isEqualTo("shop.First,shop.Second," + WorkerJsonMember.class.getName());
	}

	@Test
	void structuredLogKeepsTheCustomizersOfTheApplicationInAList() {
		this.properties.put(CUSTOMIZER + "[0]", "shop.First");
		this.properties.put(CUSTOMIZER + "[1]", "shop.Second");
		ConfigurableEnvironment environment = process();
		assertThat(Binder.get(environment).bind(CUSTOMIZER, Bindable.listOf(String.class)).get())
			.containsExactly("shop.First", "shop.Second", WorkerJsonMember.class.getName());
	}

	@Test
	void structuredLogKeepsTheCustomizerOfAnEnvironmentVariable() {
		ConfigurableEnvironment environment = environment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("LOGGING_STRUCTURED_JSON_CUSTOMIZER_0", "shop.First")));
		process(environment);
		assertThat(environment.getProperty(CUSTOMIZER)).isEqualTo("shop.First," + WorkerJsonMember.class.getName());
	}

	@Test
	void structuredLogKeepsAFieldOfTheApplicationWithThisName() {
		this.properties.put("logging.structured.json.add.worker", "mine");
		assertThat(process().getProperty(CUSTOMIZER)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "app.log,app.worker-2.log", "logs/app.log,logs/app.worker-2.log",
			"/var/log/shop,/var/log/shop.worker-2", "/var/log.d/shop,/var/log.d/shop.worker-2",
			"app.json.log,app.json.worker-2.log" })
	void logFileIsTheWorkersOwn(String file, String own) {
		this.properties.put("logging.file.name", file);
		assertThat(process().getProperty("logging.file.name")).isEqualTo(own);
	}

	@Test
	void logFileWithThePlaceholderIsLeft() {
		this.properties.put("logging.file.name", "app-${cluster.worker.index}.log");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("app-2.log");
	}

	@Test
	void logPathIsTheWorkersOwn() {
		this.properties.put("logging.file.path", "/var/log/shop");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("/var/log/shop/spring.worker-2.log");
	}

	@Test
	void logPathDoesNotMatterWhereThereIsAName() {
		this.properties.put("logging.file.path", "/var/log/shop");
		this.properties.put("logging.file.name", "app.log");
		assertThat(process().getProperty("logging.file.name")).isEqualTo("app.worker-2.log");
	}

	@Test
	void defaultsExposeTheClusterAndHideTheBanner() {
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("management.endpoints.web.exposure.include"))
			.isEqualTo("health,info,prometheus,cluster");
		assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("off");
	}

	@Test
	void telemetryNamesTheProcessAndTheWorker() {
		assertThat(resourceAttributes()).hasSize(2)
			.containsEntry("cluster.worker.index", "2")
			.hasEntrySatisfying("service.instance.id",
					(id) -> assertThat(id).matches(".+-" + ProcessHandle.current().pid()));
	}

	@Test
	void telemetryKeepsWhatTheUserSaysByProperty() {
		this.properties.put("management.opentelemetry.resource-attributes.service.instance.id", "mine");
		this.properties.put("management.opentelemetry.resource-attributes.team", "shop");
		assertThat(resourceAttributes()).containsOnly(Map.entry("service.instance.id", "mine"),
				Map.entry("team", "shop"), Map.entry("cluster.worker.index", "2"));
	}

	@Test
	void telemetryKeepsWhatTheUserSaysByVariable() {
		this.variables.put("OTEL_RESOURCE_ATTRIBUTES", "team=shop, service.instance.id=mine");
		assertThat(resourceAttributes()).containsOnly(Map.entry("cluster.worker.index", "2"));
		this.variables.put("OTEL_RESOURCE_ATTRIBUTES", "x.service.instance.id=other,cluster.worker.index=7");
		assertThat(resourceAttributes()).containsOnlyKeys("service.instance.id");
	}

	private Map<String, String> resourceAttributes() {
		return Binder.get(process())
			.bind("management.opentelemetry.resource-attributes", Bindable.mapOf(String.class, String.class))
			.get();
	}

	@Test
	void defaultsAreOfTheLowestPrecedence() {
		this.properties.put("management.endpoints.web.exposure.include", "health");
		this.properties.put("spring.main.banner-mode", "console");
		ConfigurableEnvironment environment = process();
		assertThat(environment.getProperty("management.endpoints.web.exposure.include")).isEqualTo("health");
		assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("console");
	}

	@Test
	void defaultsAreBelowWhatAnApplicationAddsLater() {
		ConfigurableEnvironment environment = process();
		environment.getPropertySources()
			.addLast(new MapPropertySource("annotation", Map.of("spring.main.banner-mode", "console")));
		DefaultPropertiesPropertySource.moveToEnd(environment);
		assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("console");
	}

	@Test
	void defaultsAreBelowTheDefaultPropertiesOfTheApplication() {
		ConfigurableEnvironment environment = environment();
		DefaultPropertiesPropertySource.addOrMerge(
				Map.of("management.endpoints.web.exposure.include", "*", "app.name", "shop"),
				environment.getPropertySources());
		process(environment);
		DefaultPropertiesPropertySource.moveToEnd(environment);
		assertThat(environment.getProperty("management.endpoints.web.exposure.include")).isEqualTo("*");
		assertThat(environment.getProperty("app.name")).isEqualTo("shop");
		assertThat(environment.getProperty("spring.main.banner-mode")).isEqualTo("off");
	}

	@Test
	void nothingHappensWhenThereIsNoMaster() {
		this.variables.clear();
		assertUntouched();
	}

	@Test
	void nothingHappensWhenAWorkerHasStartedThis() {
		this.variables.put("CLUSTER_MASTER_PID", "1");
		assertUntouched();
	}

	@Test
	void nothingChangesWhenAWorkerRunsASecondApplication() {
		this.properties.put("logging.pattern.console", "%m%n");
		this.properties.put("logging.file.name", "app.log");
		ConfigurableEnvironment environment = process();
		process(environment);
		assertThat(environment.getProperty("logging.pattern.level")).isNull();
		assertThat(environment.getProperty("logging.pattern.console"))
			.isEqualTo("[worker %property{cluster.worker.index}] %m%n");
		assertThat(environment.getProperty("logging.file.name")).isEqualTo("app.worker-2.log");
		assertThat(environment.getProperty(CUSTOMIZER)).isEqualTo(WorkerJsonMember.class.getName());
	}

	private void assertUntouched() {
		ConfigurableEnvironment environment = environment();
		long sources = environment.getPropertySources().stream().count();
		process(environment);
		assertThat(environment.getPropertySources()).hasSize((int) sources);
		assertThat(environment.getProperty("spring.main.banner-mode")).isNull();
	}

	private ConfigurableEnvironment process() {
		ConfigurableEnvironment environment = environment();
		process(environment);
		return environment;
	}

	private void process(ConfigurableEnvironment environment) {
		new WorkerEnvironment(new Door(() -> MASTER, (pid) -> true), this.variables).postProcessEnvironment(environment,
				new SpringApplication());
	}

	private ConfigurableEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

}
