package io.clusterboot.bootstrap;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Division} and {@link PerProcessPools}.
 */
class DivisionTests {

	private static final String HIKARI = "spring.datasource.hikari.maximum-pool-size";

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "40,4", "42,4", "4,4", "43,4", "7,1" })
	void sharesAddUpToTheValue(int value, int parts) {
		Division division = divided(HIKARI, String.valueOf(value));
		List<Integer> shares = IntStream.range(0, parts)
			.mapToObj((number) -> (Integer) division.shares(number, parts).get(HIKARI))
			.toList();
		assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(value);
		assertThat(shares.get(0) - shares.get(parts - 1)).isBetween(0, 1);
	}

	@Test
	void shareIsAtLeastOne() {
		assertThat(divided(HIKARI, "2").shares(3, 4)).containsEntry(HIKARI, 1);
	}

	@Test
	void shareHasTheNameAsItIsWrittenAndAsItIsUsual() {
		this.environment.setProperty("cluster.divide[0]", "my.app.poolSize");
		this.environment.setProperty("my.app.pool-size", "${pool:40}");
		assertThat(Division.of(this.environment).shares(0, 4)).containsOnly(Map.entry("my.app.poolSize", 10),
				Map.entry("my.app.pool-size", 10));
	}

	@Test
	void shareIsNotDividedAgain() {
		divided(HIKARI, "40");
		this.environment.getPropertySources().addFirst(new WorkerPropertySource(Map.of(HIKARI, 10)));
		assertThat(Division.of(this.environment).shares(0, 4)).containsEntry(HIKARI, 10);
	}

	@Test
	void sentencesSayWhatEachHas() {
		assertThat(divided(HIKARI, "40").sentences(4, 0))
			.containsExactly("Dividing " + HIKARI + "=40 among 4 workers: 10 each");
		assertThat(divided(HIKARI, "42").sentences(4, 1)).containsExactly(
				"Dividing " + HIKARI + "=42 among 4 workers and 1 spare: 8 each, and 1 more for the " + "first 2");
		assertThat(divided(HIKARI, "2").sentences(4, 0))
			.containsExactly("Dividing " + HIKARI + "=2 among 4 workers: 1 each, which is 4 together");
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1", "ten", "2.5" })
	void valueThatCannotBeDividedIsRefused(String value) {
		FailureAnalysis analysis = refusal(() -> divided(HIKARI, value));
		assertThat(analysis.getDescription()).startsWith(HIKARI + "=" + value + " cannot be divided");
		assertThat(analysis.getAction()).startsWith("Set " + HIKARI + " to a number such as 40");
	}

	@Test
	void nameOfNothingIsRefused() {
		this.environment.setProperty("cluster.divide", HIKARI + ",my.pool");
		this.environment.setProperty("my.pool", "3");
		FailureAnalysis analysis = refusal(() -> Division.of(this.environment));
		assertThat(analysis.getDescription())
			.isEqualTo("cluster.divide=" + HIKARI + " names a property that is not set.");
		assertThat(analysis.getAction()).startsWith("Set " + HIKARI + " to a number for the whole cluster");
	}

	private static FailureAnalysis refusal(ThrowingCallable action) {
		InvalidClusterConfigurationException exception = catchThrowableOfType(
				InvalidClusterConfigurationException.class, action);
		assertThat(exception).isNotNull();
		return new InvalidClusterConfigurationFailureAnalyzer().analyze(exception, exception);
	}

	@Test
	void poolsThatAreNotDividedAreToldOf() {
		this.environment.setProperty("spring.datasource.hikari.maximumPoolSize", "10");
		this.environment.setProperty("spring.rabbitmq.cache.channel.size", "25");
		this.environment.setProperty("spring.datasource.tomcat.max-active", "-1");
		assertThat(pools(4, 0)).containsExactly(
				"4 workers with " + HIKARI + "=10 open up to 40 connections together; name it in cluster.divide if 10 "
						+ "is meant for the whole cluster",
				"4 workers with spring.rabbitmq.cache.channel.size=25 open up to 100 channels together; name it in "
						+ "cluster.divide if 25 is meant for the whole cluster");
		assertThat(pools(1, 1)).first()
			.asString()
			.startsWith("1 worker and 1 spare with " + HIKARI + "=10 open up to 20");
		assertThat(pools(1, 0)).isEmpty();
	}

	@Test
	void poolThatIsDividedIsNotToldOf() {
		divided("spring.datasource.hikari.maximumPoolSize", "40");
		assertThat(pools(4, 0)).isEmpty();
	}

	@Test
	void defaultOfHikariIsToldOfWhereThereIsADatabase() {
		assertThat(pools(4, 0)).isEmpty();
		this.environment.setProperty("spring.datasource.url", "jdbc:postgresql:shop");
		assertThat(pools(4, 0)).containsExactly("4 workers without " + HIKARI + ", which then is 10, open up to 40 "
				+ "connections together; if there shall be fewer, set it for the whole cluster and name it in "
				+ "cluster.divide");
		assertThat(
				new PerProcessPools(this.environment, Division.of(this.environment), (name) -> false).sentences(4, 0))
			.isEmpty();
		this.environment.setProperty("spring.datasource.type", "com.example.Pool");
		assertThat(pools(4, 0)).isEmpty();
	}

	private List<String> pools(int workers, int spares) {
		return new PerProcessPools(this.environment, Division.of(this.environment), (name) -> true).sentences(workers,
				spares);
	}

	private Division divided(String name, String value) {
		this.environment.setProperty("cluster.divide", name);
		this.environment.setProperty(name, value);
		return Division.of(this.environment);
	}

}
