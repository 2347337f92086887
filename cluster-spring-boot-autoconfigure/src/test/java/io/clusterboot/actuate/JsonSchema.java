package io.clusterboot.actuate;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * As much of JSON Schema as the documents of this project use.
 */
public final class JsonSchema {

	private static final Set<String> KEYWORDS = Set.of("$schema", "$defs", "title", "description", "type", "properties",
			"required", "additionalProperties", "items", "enum", "minimum", "format", "$ref");

	private final JsonNode root;

	private final List<String> violations = new ArrayList<>();

	private JsonSchema(JsonNode root) {
		this.root = root;
	}

	/**
	 * Return what a document does that a schema forbids.
	 * @param schema file of the schema
	 * @param definition name of the definition that is meant, empty for the whole
	 * @param document the document
	 * @return the violations
	 */
	public static List<String> violations(Path schema, String definition, JsonNode document) {
		JsonSchema checked = new JsonSchema(JsonMapper.shared().readTree(schema.toFile()));
		checked.check(definition.isEmpty() ? checked.root : checked.definition("#/$defs/" + definition), document, "$");
		return checked.violations;
	}

	private JsonNode definition(String reference) {
		return this.root.at(reference.substring(1));
	}

	private void check(JsonNode schema, JsonNode node, String path) {
		schema.propertyNames()
			.stream()
			.filter((keyword) -> !KEYWORDS.contains(keyword))
			.forEach((keyword) -> this.violations.add(path + ": the keyword " + keyword + " is not understood"));
		if (schema.has("$ref")) {
			check(definition(schema.get("$ref").asString()), node, path);
		}
		expect(!schema.has("type") || isOneOf(schema.get("type"), typeOf(node)) || isOneOf(schema.get("type"), node),
				path, "is a " + typeOf(node));
		expect(!schema.has("enum") || isOneOf(schema.get("enum"), node.asString("")), path, "is " + node);
		expect(!schema.has("minimum") || !node.isNumber() || node.asDouble() >= schema.get("minimum").asDouble(), path,
				"is " + node);
		expect(!schema.has("format") || isInstant(node), path, "is " + node);
		if (node.isObject()) {
			checkObject(schema, node, path);
		}
		if (node.isArray() && schema.has("items")) {
			node.forEach((element) -> check(schema.get("items"), element, path + "[]"));
		}
	}

	private void checkObject(JsonNode schema, JsonNode node, String path) {
		JsonNode properties = schema.path("properties");
		for (String name : node.propertyNames()) {
			if (properties.has(name)) {
				check(properties.get(name), node.get(name), path + "." + name);
			}
			else {
				expect(schema.path("additionalProperties").asBoolean(true), path, "has " + name);
			}
		}
		schema.path("required").forEach((name) -> expect(node.has(name.asString()), path, "has no " + name.asString()));
	}

	private void expect(boolean met, String path, String fact) {
		if (!met) {
			this.violations.add(path + " " + fact);
		}
	}

	private static boolean isOneOf(JsonNode type, JsonNode node) {
		return node.isIntegralNumber() && isOneOf(type, "number");
	}

	private static boolean isOneOf(JsonNode values, String value) {
		return values.isArray() ? StreamSupport.stream(values.spliterator(), false)
			.anyMatch((candidate) -> candidate.asString().equals(value)) : values.asString().equals(value);
	}

	private static String typeOf(JsonNode node) {
		return node.isIntegralNumber() ? "integer" : node.getNodeType().name().toLowerCase(Locale.ROOT);
	}

	private static boolean isInstant(JsonNode node) {
		try {
			return node.isString() && Instant.parse(node.asString()) != null;
		}
		catch (DateTimeParseException ex) {
			return false;
		}
	}

}
