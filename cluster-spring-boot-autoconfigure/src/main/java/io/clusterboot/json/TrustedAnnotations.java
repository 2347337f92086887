package io.clusterboot.json;

import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Checks the names of classes also where an annotation, not the lack of a type, asks for
 * them, and keeps annotations that are mixed in to the classes they are meant for.
 */
final class TrustedAnnotations extends JacksonAnnotationIntrospector {

	private static final long serialVersionUID = 1L;

	private final transient TrustedTypeValidator validator;

	TrustedAnnotations(TrustedTypeValidator validator) {
		this.validator = validator;
	}

	@Override
	public @Nullable Object findTypeResolverBuilder(MapperConfig<?> config, Annotated annotated) {
		JsonTypeInfo.Value info = findPolymorphicTypeInfo(config, annotated);
		return (info != null && info.getIdType() == JsonTypeInfo.Id.CLASS) ? new TrustedTyping(this.validator)
				: super.findTypeResolverBuilder(config, annotated);
	}

	/*
	 * Spring Security says with a mix-in how its user is read, and Jackson would read
	 * subclasses of applications so, which made them users of Spring Security.
	 */
	@Override
	public @Nullable Object findDeserializer(MapperConfig<?> config, Annotated annotated) {
		Object deserializer = super.findDeserializer(config, annotated);
		boolean inherited = deserializer != null && annotated instanceof AnnotatedClass type
				&& isInherited(config, type.getRawType());
		return inherited ? null : deserializer;
	}

	private static boolean isInherited(MapperConfig<?> config, Class<?> type) {
		if (type.isAnnotationPresent(JsonDeserialize.class) || config.findMixInClassFor(type) != null) {
			return false;
		}
		return Stream.<Class<?>>iterate(type.getSuperclass(), Objects::nonNull, Class::getSuperclass)
			.anyMatch((superclass) -> config.findMixInClassFor(superclass) != null);
	}

}
