package io.clusterboot.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The expressions of PromQL in the dashboard and in the rules of this project.
 */
final class Expressions {

	static final Path RULES = ComposeFile.ROOT.resolve("deploy/prometheus/cluster.rules.yml");

	static final Path DASHBOARD = ComposeFile.ROOT.resolve("deploy/grafana/dashboards/cluster.json");

	private static final Pattern LABELS = Pattern
		.compile("\\{[^}]*}|\\[[^]]*]|\\b(by|on|without|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

	private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");

	private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), \\w+\\)");

	private Expressions() {
	}

	static List<String> ofRules() {
		return rules().filter((rule) -> rule.has("expr")).map((rule) -> rule.path("expr").asString()).toList();
	}

	/**
	 * The names of series that rules make.
	 */
	static Set<String> recorded() {
		Set<String> names = new TreeSet<>();
		rules().filter((rule) -> rule.has("record")).forEach((rule) -> names.add(rule.path("record").asString()));
		return names;
	}

	static Stream<JsonNode> rules() {
		Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(ComposeFile.text(RULES));
		JsonNode root = new JsonMapper().valueToTree(yaml);
		return root.path("groups").valueStream().flatMap((group) -> group.path("rules").valueStream());
	}

	/**
	 * What Grafana asks for, with values in the place of its variables.
	 */
	static List<String> ofDashboard() {
		JsonNode root = new JsonMapper().readTree(DASHBOARD.toFile());
		List<String> expressions = new ArrayList<>(root.findValuesAsString("expr"));
		root.at("/templating/list")
			.valueStream()
			.map((variable) -> variable.at("/query/query").asString())
			.map(LABEL_VALUES::matcher)
			.filter(Matcher::matches)
			.forEach((query) -> expressions.add(query.group(1)));
		return expressions.stream().map(Expressions::filled).toList();
	}

	private static String filled(String expression) {
		return expression.replace("$__rate_interval", "1m").replace("$__range", "1h").replace("$instance", ".*");
	}

	/**
	 * The names of the series that an expression is about.
	 */
	static Set<String> names(String expression) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = NAME.matcher(LABELS.matcher(expression.replaceAll("\"[^\"]*\"", "")).replaceAll(" "));
		while (matcher.find()) {
			if (!OPERATORS.contains(matcher.group())) {
				names.add(matcher.group());
			}
		}
		return names;
	}

}
