package io.clusterboot.messaging;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

/**
 * Writes messages as JSON, and reads them as what their receiver wants.
 */
/*
 * Nothing in a message decides what class is made of it, and two versions of an
 * application, which are at work side by side while it is reloaded, read each other's
 * messages: they take no offence at properties that one of them does not have.
 */
final class MessageJson {

	private final JsonMapper mapper;

	private final DataSize limit;

	MessageJson(JsonMapper mapper, DataSize limit) {
		this.mapper = mapper.rebuild()
			.deactivateDefaultTyping()
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
					DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
			.build();
		this.limit = limit;
	}

	JavaType type(Type type) {
		return this.mapper.constructType(type);
	}

	/**
	 * Write a message.
	 * @param destination where it goes
	 * @param payload the message
	 * @throws IllegalArgumentException if it cannot be written, or is too large
	 */
	byte[] write(Destination destination, @Nullable Object payload) {
		if (payload == null) {
			throw new IllegalArgumentException("The message for " + destination + " is null (expected: an object)");
		}
		byte[] json = json(destination, payload);
		if (json.length > this.limit.toBytes()) {
			throw new IllegalArgumentException("The message for " + destination + " has " + json.length
					+ " bytes as JSON (cluster.messaging.max-message-size: " + this.limit
					+ "): send where its content can be found instead, or raise the limit");
		}
		return json;
	}

	private byte[] json(Destination destination, Object payload) {
		try {
			return this.mapper.writeValueAsBytes(payload);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The message for " + destination + " (" + payload.getClass().getName()
					+ ") cannot be written as JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	/**
	 * Read a message.
	 * @param json the message
	 * @param type what its receiver wants
	 * @throws UnreadableMessageException if it is not that
	 */
	Object read(byte[] json, JavaType type) {
		try {
			Object value = this.mapper.readValue(json, type);
			if (value != null) {
				return value;
			}
		}
		catch (JacksonException ex) {
			throw new UnreadableMessageException(
					"it cannot be read as " + type.toCanonical() + ": " + ex.getOriginalMessage(), ex);
		}
		throw new UnreadableMessageException("it is null", null);
	}

}
