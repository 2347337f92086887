package io.clusterboot.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Checks the names of classes also where an annotation, not the lack of a type, asks for
 * them.
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

}
