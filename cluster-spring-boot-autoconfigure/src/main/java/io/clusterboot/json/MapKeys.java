package io.clusterboot.json;

import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Keeps the class of the keys of a map, all of which are text in JSON: text is written as
 * it is, anything else as JSON after a {@code #}.
 */
final class MapKeys extends SimpleModule {

	private static final long serialVersionUID = 1L;

	private static final String MARK = "#";

	private static final Set<Class<?>> KNOWN = Set.of(Boolean.class, Byte.class, Character.class, Double.class,
			Enum.class, Float.class, Integer.class, Long.class, Short.class, UUID.class);

	private final transient JsonMapper mapper;

	/**
	 * Create the module.
	 * @param mapper writes and reads a key that is no text
	 */
	MapKeys(JsonMapper mapper) {
		super("map-keys");
		this.mapper = mapper;
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addKeySerializers(new tools.jackson.databind.ser.Serializers() {

			@Override
			public @Nullable ValueSerializer<?> findSerializer(tools.jackson.databind.SerializationConfig config,
					JavaType type, tools.jackson.databind.BeanDescription.Supplier description,
					com.fasterxml.jackson.annotation.JsonFormat.@Nullable Value format) {
				return isKnown(type) ? null : new Writer(MapKeys.this.mapper);
			}

		});
		context
			.addKeyDeserializers((type, config, description) -> isKnown(type) ? null : new Reader(MapKeys.this.mapper));
	}

	private static boolean isKnown(JavaType type) {
		return type.isEnumType() || KNOWN.contains(type.getRawClass());
	}

	/**
	 * Writes a key.
	 */
	private static final class Writer extends ValueSerializer<Object> {

		private final JsonMapper mapper;

		Writer(JsonMapper mapper) {
			this.mapper = mapper;
		}

		@Override
		public void serialize(Object key, JsonGenerator generator, SerializationContext context) {
			generator.writeName((key instanceof String text && isPlain(text)) ? text
					: MARK + this.mapper.writerFor(Object.class).writeValueAsString(key));
		}

		/*
		 * A key like the name of the property that names the class must not be taken for
		 * it.
		 */
		private static boolean isPlain(String text) {
			return !text.startsWith(MARK) && !text.startsWith("@");
		}

	}

	/**
	 * Reads a key.
	 */
	private static final class Reader extends KeyDeserializer {

		private final JsonMapper mapper;

		Reader(JsonMapper mapper) {
			this.mapper = mapper;
		}

		@Override
		public @Nullable Object deserializeKey(String key, DeserializationContext context) {
			return key.startsWith(MARK) ? this.mapper.readValue(key.substring(MARK.length()), Object.class) : key;
		}

	}

}
