package io.clusterboot.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.clusterboot.worker.WorkerName;
import io.clusterboot.worker.WorkerNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each line of a worker's log names the index the worker has when it writes.
 */
class WorkerNameInLogTests {

	private static final Map<String, String> VARIABLES = Map.of("CLUSTER_MASTER_PID", "4711", "CLUSTER_WORKER_INDEX",
			"9", "CLUSTER_WORKER_GENERATION", "1", "CLUSTER_WORKER_COUNT", "4", "CLUSTER_SOCKET", "/run/control",
			"CLUSTER_TOKEN", "secret", "CLUSTER_WORKER_LISTEN", "SHARED", "CLUSTER_WORKER_PORT", "18080");

	private final Map<String, Object> properties = new HashMap<>();

	private final LoggerContext context = new LoggerContext();

	@AfterEach
	void stop() {
		this.context.stop();
		WorkerNames.forget();
	}

	@Test
	void lineNamesTheNewIndexAfterATakeOver() {
		PatternLayoutEncoder encoder = new PatternLayoutEncoder();
		encoder.setPattern(environment().getProperty("logging.pattern.level") + " : %m");
		Encoder<ILoggingEvent> started = start(encoder);
		assertThat(line(started)).isEqualTo(" INFO [worker 9] : hello");
		WorkerName.become(3);
		assertThat(line(started)).isEqualTo(" INFO [worker 3] : hello");
	}

	@ParameterizedTest
	@ValueSource(strings = { "logstash", "ecs", "gelf" })
	void structuredEventNamesTheNewIndexAfterATakeOver(String format) {
		Encoder<ILoggingEvent> encoder = structured(format);
		assertThat(worker(encoder)).isEqualTo(List.of(9));
		WorkerName.become(3);
		assertThat(worker(encoder)).isEqualTo(List.of(3));
	}

	@Test
	void structuredEventHasWhatTheApplicationAddsAsWell() {
		this.properties.put("logging.structured.json.customizer", ShopMember.class.getName());
		JsonNode event = new JsonMapper().readTree(line(structured("logstash")));
		assertThat(event.path("shop").asString()).isEqualTo("corner");
		assertThat(event.path("worker").asInt()).isEqualTo(9);
	}

	@Test
	void structuredEventHasTheFieldOfTheApplicationWhereThatIsNamedLikeIt() {
		this.properties.put("logging.structured.json.add.worker", "mine");
		JsonNode event = new JsonMapper().readTree(line(structured("logstash")));
		assertThat(event.path("worker").asString()).isEqualTo("mine");
	}

	private List<Integer> worker(Encoder<ILoggingEvent> encoder) {
		JsonNode worker = new JsonMapper().readTree(line(encoder)).findValue("worker");
		assertThat(worker.isInt()).isTrue();
		return List.of(worker.asInt());
	}

	private Encoder<ILoggingEvent> structured(String format) {
		this.context.putObject(Environment.class.getName(), environment());
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setFormat(format);
		encoder.setCharset(StandardCharsets.UTF_8);
		return start(encoder);
	}

	private Encoder<ILoggingEvent> start(Encoder<ILoggingEvent> encoder) {
		encoder.setContext(this.context);
		encoder.start();
		return encoder;
	}

	private String line(Encoder<ILoggingEvent> encoder) {
		LoggingEvent event = new LoggingEvent(getClass().getName(), this.context.getLogger("shop"), Level.INFO, "hello",
				null, null);
		event.setMDCPropertyMap(Map.of());
		return new String(encoder.encode(event), StandardCharsets.UTF_8);
	}

	private ConfigurableEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
		ConfigurationPropertySources.attach(environment);
		new WorkerEnvironment(new Door(() -> 4711, (pid) -> true), VARIABLES).postProcessEnvironment(environment,
				new SpringApplication());
		return environment;
	}

	/**
	 * A customizer of the application.
	 */
	static final class ShopMember implements StructuredLoggingJsonMembersCustomizer<Object> {

		@Override
		public void customize(Members<Object> members) {
			members.add("shop", "corner");
		}

	}

}
