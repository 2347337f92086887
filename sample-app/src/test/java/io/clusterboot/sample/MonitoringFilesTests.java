package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the files of Prometheus and Grafana.
 */
class MonitoringFilesTests {

	private static final Path DEPLOY = ComposeFile.ROOT.resolve("deploy");

	@TempDir
	private Path directory;

	@Test
	void configurationOfPrometheusIsRight() {
		assertFine(Promtool.run("", "check", "config", DEPLOY.resolve("prometheus/prometheus.yml").toString()));
	}

	@Test
	void rulesFireWhenTheyShould() {
		assertFine(Promtool.run("", "test", "rules", DEPLOY.resolve("prometheus/cluster.rules.test.yml").toString()));
	}

	private static void assertFine(Promtool promtool) {
		assertThat(promtool.exitCode()).as(promtool::output).isZero();
		assertThat(promtool.output()).contains("SUCCESS").doesNotContain("FAILED");
	}

	@Test
	void everyAlertIsTestedAndSaysWhatToDo() {
		String tests = ComposeFile.text(DEPLOY.resolve("prometheus/cluster.rules.test.yml"));
		assertThat(alerts()).isNotEmpty().allSatisfy((alert) -> {
			assertThat(tests).contains(alert.path("alert").asString());
			assertThat(alert.at("/labels/severity").asString()).isIn("warning", "critical");
			assertThat(alert.at("/annotations/summary").asString()).contains("$labels.instance");
			assertThat(alert.at("/annotations/description").asString().length()).isGreaterThan(150);
		});
	}

	private static List<JsonNode> alerts() {
		return Expressions.rules().filter((rule) -> rule.has("alert")).toList();
	}

	@Test
	void expressionsOfTheDashboardParse() throws IOException {
		StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
		List<String> expressions = Expressions.ofDashboard();
		for (int i = 0; i < expressions.size(); i++) {
			rules.append("      - record: panel:%d\n        expr: %s\n".formatted(i, quoted(expressions.get(i))));
		}
		Path file = Files.writeString(this.directory.resolve("dashboard.yml"), rules);
		assertFine(Promtool.run("", "check", "rules", file.toString()));
	}

	private static String quoted(String text) {
		return "'" + text.replace("'", "''") + "'";
	}

	static Stream<String> expressions() {
		return Expressions.ofDashboard().stream();
	}

	@ParameterizedTest
	@MethodSource("expressions")
	void expressionsOfTheDashboardAreAboutOneJobAndTheHostsThatAreChosen(String expression) {
		assertThat(expression).contains("job=\"cluster\"").doesNotContain("$");
	}

	@Test
	void namesAreThoseOfSeries() {
		assertThat(Expressions.names("sum by (job, worker) (rate(a_total{b=\"c {d}\"}[5m])) / on (job) group_left ()"
				+ " (0.5 * e:f) or up == 0 and max (g) > 1"))
			.containsExactly("a_total", "e:f", "g", "up");
	}

	@Test
	void dashboardLooksForSeriesThatRulesMake() {
		Set<String> recorded = new TreeSet<>();
		Expressions.ofDashboard().forEach((expression) -> recorded.addAll(Expressions.names(expression)));
		recorded.removeIf((name) -> !name.contains(":"));
		assertThat(recorded).isEqualTo(Expressions.recorded());
	}

	@Test
	void panelsDoNotOverlap() {
		Set<String> cells = new TreeSet<>();
		for (JsonNode panel : dashboard().path("panels")) {
			JsonNode place = panel.path("gridPos");
			for (int x = 0; x < place.path("w").asInt(); x++) {
				for (int y = 0; y < place.path("h").asInt(); y++) {
					int column = place.path("x").asInt() + x;
					assertThat(column).isLessThan(24);
					assertThat(cells.add(column + "," + (place.path("y").asInt() + y))).as(panel::toString).isTrue();
				}
			}
		}
	}

	@Test
	void grafanaFindsWhatPrometheusAndComposeSay() {
		String datasource = ComposeFile.text(DEPLOY.resolve("grafana/provisioning/datasources/prometheus.yml"));
		String provider = ComposeFile.text(DEPLOY.resolve("grafana/provisioning/dashboards/cluster.yml"));
		String scrapes = ComposeFile.text(DEPLOY.resolve("prometheus/prometheus.yml"));
		assertThat(datasource).contains("url: http://prometheus:9090", "uid: prometheus", "timeInterval: 15s");
		assertThat(scrapes).contains("scrape_interval: 15s", "- app:8080");
		assertThat(dashboard().findValuesAsString("uid")).contains("cluster")
			.allMatch(Set.of("prometheus", "cluster")::contains);
		assertThat(provider).contains("path: /var/lib/grafana/dashboards");
		assertThat(ComposeFile.read().texts("grafana", "volumes"))
			.contains("./deploy/grafana/dashboards:/var/lib/grafana/dashboards:ro");
	}

	private static JsonNode dashboard() {
		return new JsonMapper().readTree(Expressions.DASHBOARD.toFile());
	}

}
