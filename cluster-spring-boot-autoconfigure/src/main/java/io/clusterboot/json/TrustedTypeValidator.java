package io.clusterboot.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

import org.springframework.util.ClassUtils;

/**
 * Decides on the name of a class before the class is loaded.
 */
final class TrustedTypeValidator extends PolymorphicTypeValidator {

	private static final long serialVersionUID = 1L;

	private final transient TrustedTypes types;

	private final transient PolymorphicTypeValidator others;

	private final transient @Nullable ClassLoader classLoader;

	TrustedTypeValidator(TrustedTypes types, PolymorphicTypeValidator others, @Nullable ClassLoader classLoader) {
		this.types = types;
		this.others = others;
		this.classLoader = classLoader;
	}

	@Override
	public Validity validateBaseType(DatabindContext context, JavaType baseType) {
		return Validity.INDETERMINATE;
	}

	@Override
	public Validity validateSubClassName(DatabindContext context, JavaType baseType, String id) {
		String className = TrustedTypes.decisive(id);
		if (this.types.contain(className)) {
			return Validity.ALLOWED;
		}
		Validity byName = this.others.validateSubClassName(context, baseType, className);
		return (byName != Validity.INDETERMINATE) ? byName : validateByClass(context, baseType, className);
	}

	@Override
	public Validity validateSubType(DatabindContext context, JavaType baseType, JavaType subType) {
		return Validity.DENIED;
	}

	/*
	 * Jackson itself would run the static initializer of a class before it asks.
	 */
	private Validity validateByClass(DatabindContext context, JavaType baseType, String className) {
		try {
			Class<?> type = Class.forName(className, false,
					(this.classLoader != null) ? this.classLoader : ClassUtils.getDefaultClassLoader());
			Validity byClass = this.others.validateSubType(context, baseType,
					context.getTypeFactory().constructType(type));
			return (byClass == Validity.ALLOWED) ? Validity.ALLOWED : Validity.DENIED;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return Validity.DENIED;
		}
	}

}
