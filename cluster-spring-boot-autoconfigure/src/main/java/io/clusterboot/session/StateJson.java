package io.clusterboot.session;

import java.util.function.BiFunction;
import java.util.function.Function;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes an object as the record of its state, and makes it again of that record.
 */
final class StateJson {

	private StateJson() {
	}

	/**
	 * Writes the name of the class and the state.
	 *
	 * @param <T> type of the object
	 */
	static final class Writer<T> extends StdSerializer<T> {

		private final Function<T, Record> state;

		Writer(Class<T> type, Function<T, Record> state) {
			super(type);
			this.state = state;
		}

		@Override
		public void serialize(T value, JsonGenerator generator, SerializationContext context) {
			Record record = this.state.apply(value);
			context.findValueSerializer(record.getClass()).serialize(record, generator, context);
		}

		@Override
		public void serializeWithType(T value, JsonGenerator generator, SerializationContext context,
				TypeSerializer type) {
			generator.writeStartArray();
			generator.writeString(value.getClass().getName());
			serialize(value, generator, context);
			generator.writeEndArray();
		}

	}

	/**
	 * Reads the state.
	 *
	 * @param <T> type of the object
	 * @param <S> type of its state
	 */
	static final class Reader<T, S extends Record> extends StdDeserializer<T> {

		private final Class<? extends T> type;

		private final Class<S> stateType;

		private final BiFunction<Class<? extends T>, S, T> object;

		Reader(Class<? extends T> type, Class<S> stateType, BiFunction<Class<? extends T>, S, T> object) {
			super(type);
			this.type = type;
			this.stateType = stateType;
			this.object = object;
		}

		@Override
		public T deserialize(JsonParser parser, DeserializationContext context) {
			return this.object.apply(this.type, context.readValue(parser, this.stateType));
		}

		@Override
		public Object deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer type) {
			return type.deserializeTypedFromAny(parser, context);
		}

	}

}
