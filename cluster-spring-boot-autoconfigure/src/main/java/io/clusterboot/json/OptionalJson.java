package io.clusterboot.json;

import java.util.Optional;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * An {@link Optional} as an array of no or one element, where Jackson would write the
 * element alone and so read no {@code Optional}.
 */
final class OptionalJson {

	private OptionalJson() {
	}

	/**
	 * Writes it.
	 */
	static final class Writer extends StdSerializer<Optional<?>> {

		Writer() {
			super(Optional.class);
		}

		@Override
		public void serialize(Optional<?> value, JsonGenerator generator, SerializationContext context) {
			generator.writeStartArray();
			value.ifPresent((content) -> write(content, generator, context));
			generator.writeEndArray();
		}

		private static void write(Object content, JsonGenerator generator, SerializationContext context) {
			JavaType any = context.constructType(Object.class);
			TypeSerializer type = context.findTypeSerializer(any);
			context.findValueSerializer(content.getClass()).serializeWithType(content, generator, context, type);
		}

		@Override
		public void serializeWithType(Optional<?> value, JsonGenerator generator, SerializationContext context,
				TypeSerializer type) {
			generator.writeStartArray();
			generator.writeString(Optional.class.getName());
			serialize(value, generator, context);
			generator.writeEndArray();
		}

	}

	/**
	 * Reads it.
	 */
	static final class Reader extends StdDeserializer<Optional<?>> {

		Reader() {
			super(Optional.class);
		}

		@Override
		public Optional<?> deserialize(JsonParser parser, DeserializationContext context) {
			if (!parser.isExpectedStartArrayToken()) {
				return (Optional<?>) context.handleUnexpectedToken(Optional.class, parser);
			}
			Optional<?> value = Optional.empty();
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				value = Optional.ofNullable(context.findRootValueDeserializer(context.constructType(Object.class))
					.deserialize(parser, context));
			}
			return value;
		}

		@Override
		public Object deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer type) {
			return type.deserializeTypedFromArray(parser, context);
		}

	}

}
