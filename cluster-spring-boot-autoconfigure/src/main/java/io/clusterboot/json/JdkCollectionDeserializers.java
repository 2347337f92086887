package io.clusterboot.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.StdConverter;

/**
 * Makes {@code List.of}, {@code Set.of}, {@code Map.of} and {@code Arrays.asList} again
 * of what they were, where Jackson would make look-alikes.
 */
final class JdkCollectionDeserializers extends Deserializers.Base {

	private static final Class<?> ARRAY_AS_LIST = Arrays.asList().getClass();

	private static final String PREFIX = "java.util.ImmutableCollections$";

	@Override
	public @Nullable ValueDeserializer<?> findCollectionDeserializer(CollectionType type, DeserializationConfig config,
			BeanDescription.Supplier description, @Nullable TypeDeserializer elementTypes,
			@Nullable ValueDeserializer<?> elements) {
		TypeFactory types = config.getTypeFactory();
		JavaType content = type.getContentType();
		if (type.hasRawClass(ARRAY_AS_LIST)) {
			return converting(types.constructCollectionType(ArrayList.class, content),
					(list) -> Arrays.asList(((List<?>) list).toArray()));
		}
		if (!isImmutable(type)) {
			return null;
		}
		if (Set.class.isAssignableFrom(type.getRawClass())) {
			return converting(types.constructCollectionType(LinkedHashSet.class, content),
					(set) -> Set.copyOf((Set<?>) set));
		}
		return converting(types.constructCollectionType(ArrayList.class, content), (list) -> immutable((List<?>) list));
	}

	@Override
	public @Nullable ValueDeserializer<?> findMapDeserializer(MapType type, DeserializationConfig config,
			BeanDescription.Supplier description, @Nullable KeyDeserializer keys, @Nullable TypeDeserializer valueTypes,
			@Nullable ValueDeserializer<?> values) {
		if (!isImmutable(type)) {
			return null;
		}
		return converting(
				config.getTypeFactory().constructMapType(LinkedHashMap.class, type.getKeyType(), type.getContentType()),
				(map) -> Map.copyOf((Map<?, ?>) map));
	}

	@Override
	public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
		return false;
	}

	private static boolean isImmutable(JavaType type) {
		return type.getRawClass().getName().startsWith(PREFIX);
	}

	/*
	 * Stream.toList() is of the same classes as List.of(), but may contain null.
	 */
	private static List<?> immutable(List<?> list) {
		return list.stream().anyMatch(Objects::isNull) ? list.stream().toList() : List.copyOf(list);
	}

	private static ValueDeserializer<?> converting(JavaType from, Function<Object, Object> conversion) {
		return new StdConvertingDeserializer<>(new StdConverter<Object, Object>() {

			@Override
			public Object convert(Object value) {
				return conversion.apply(value);
			}

			@Override
			public JavaType getInputType(TypeFactory types) {
				return from;
			}

		});
	}

}
