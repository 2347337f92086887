package io.clusterboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code docker-compose.yml} of this project, for a machine without Docker.
 */
final class ComposeFile {

	/**
	 * The root of the repository.
	 */
	static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::([-?])([^}]*))?}");

	private final String text;

	private final JsonNode root;

	private ComposeFile(String text) {
		this.text = text;
		this.root = new JsonMapper().valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(text));
	}

	/**
	 * The file as it is written.
	 */
	static ComposeFile read() {
		return of(text(ROOT.resolve("docker-compose.yml")));
	}

	static ComposeFile of(String text) {
		return new ComposeFile(text);
	}

	/**
	 * The file as Compose understands it where these variables are set.
	 */
	ComposeFile with(Map<String, String> variables) {
		return new ComposeFile(VARIABLE.matcher(this.text)
			.replaceAll((variable) -> Matcher.quoteReplacement(resolve(variable, variables))));
	}

	private static String resolve(MatchResult variable, Map<String, String> variables) {
		String value = variables.getOrDefault(variable.group(1), "");
		if (!value.isEmpty()) {
			return value;
		}
		if ("?".equals(variable.group(2))) {
			throw new IllegalArgumentException(variable.group(1) + " is not set: " + variable.group(3));
		}
		return (variable.group(3) != null) ? variable.group(3) : "";
	}

	/**
	 * The names of all variables.
	 */
	Set<String> variables() {
		return VARIABLE.matcher(this.text)
			.results()
			.map((variable) -> variable.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * The variables without which nothing starts.
	 */
	Set<String> neededVariables() {
		return VARIABLE.matcher(this.text)
			.results()
			.filter((variable) -> "?".equals(variable.group(2)))
			.map((variable) -> variable.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * The whole file as JSON.
	 */
	JsonNode json() {
		return this.root;
	}

	Set<String> services() {
		return new TreeSet<>(this.root.path("services").propertyNames());
	}

	JsonNode service(String name) {
		JsonNode service = this.root.path("services").path(name);
		if (!service.isObject()) {
			throw new IllegalArgumentException("service: " + name + " (expected: one of " + services() + ")");
		}
		return service;
	}

	Map<String, String> environment(String service) {
		return service(service).path("environment")
			.propertyStream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().asString()));
	}

	/**
	 * The entries of a list of texts of a service.
	 */
	List<String> texts(String service, String field) {
		return service(service).path(field).valueStream().map(JsonNode::asString).toList();
	}

	/**
	 * What stands in a file that Compose makes.
	 */
	String config(String name) {
		return this.root.path("configs").path(name).path("content").asString();
	}

	static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
