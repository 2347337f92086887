package io.clusterboot.json;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator.Validity;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.impl.ClassNameIdResolver;
import tools.jackson.databind.jsontype.impl.DefaultTypeResolverBuilder;

/**
 * Names classes in JSON where their type is not known from the declaration, and refuses
 * to write what it would refuse to read.
 */
final class TrustedTyping extends DefaultTypeResolverBuilder {

	private static final long serialVersionUID = 1L;

	TrustedTyping(PolymorphicTypeValidator validator) {
		super(validator, DefaultTyping.NON_FINAL, JsonTypeInfo.As.PROPERTY);
	}

	private TrustedTyping(TrustedTyping base, @Nullable Class<?> defaultType) {
		super(base, defaultType);
	}

	@Override
	public DefaultTypeResolverBuilder withDefaultImpl(@Nullable Class<?> defaultType) {
		return new TrustedTyping(this, defaultType);
	}

	@Override
	protected TypeIdResolver idResolver(DatabindContext context, JavaType baseType, PolymorphicTypeValidator validator,
			@Nullable Collection<NamedType> subtypes, boolean forSerialization, boolean forDeserialization) {
		return new CheckedNames(baseType, subtypes, validator);
	}

	/**
	 * Names of classes that are checked when they are written, too.
	 */
	private static final class CheckedNames extends ClassNameIdResolver {

		private static final long serialVersionUID = 1L;

		CheckedNames(JavaType baseType, @Nullable Collection<NamedType> subtypes, PolymorphicTypeValidator validator) {
			super(baseType, subtypes, validator);
		}

		@Override
		protected String _idFrom(DatabindContext context, Object value, Class<?> type) {
			String id = EnumCollection.isEmpty(value) ? EnumCollection.nameOf(value)
					: Objects.requireNonNull(super._idFrom(context, value, type));
			if (!isTrusted(context, id)) {
				throw UnwritableTypeException.untrusted(TrustedTypes.decisive(id));
			}
			if (cannotBeCreated(type)) {
				throw UnwritableTypeException.withoutInstance(type.getName());
			}
			return id;
		}

		/*
		 * Jackson itself would ask for the name before the first angle bracket only.
		 */
		@Override
		protected JavaType _typeFromId(DatabindContext context, String id) {
			if (!isTrusted(context, id)) {
				throw InvalidTypeIdException.from(null, "not trusted", this._baseType, id);
			}
			if (id.indexOf('<') < 0) {
				return super._typeFromId(context, id);
			}
			JavaType type = context.getTypeFactory().constructFromCanonical(id);
			if (!type.isTypeOrSubTypeOf(this._baseType.getRawClass())) {
				throw InvalidTypeIdException.from(null, "not a subtype", this._baseType, id);
			}
			return type;
		}

		private boolean isTrusted(DatabindContext context, String id) {
			return this._subTypeValidator.validateSubClassName(context, this._baseType, id) == Validity.ALLOWED;
		}

		private static boolean cannotBeCreated(Class<?> type) {
			return !type.isEnum()
					&& (type.isHidden() || (type.isAnonymousClass() && !isConstant(type)) || (type.isMemberClass()
							&& !type.getName().startsWith("java.") && !Modifier.isStatic(type.getModifiers())));
		}

		private static boolean isConstant(Class<?> type) {
			return Enum.class.isAssignableFrom(type);
		}

	}

}
