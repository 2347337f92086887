package io.clusterboot.json;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Writes objects as JSON that names their classes, and reads them back if their classes
 * are trusted.
 */
/*
 * Fields are written and read, as with the serialization of the JDK: not getters, which
 * are made for others to see, and no constructor but one without parameters or one that
 * is annotated, as names of parameters are lost where compilers are not told to keep
 * them.
 */
public final class TrustedJson implements RedisSerializer<Object> {

	private final TrustedTypes types;

	private final @Nullable ClassLoader classLoader;

	private final JsonMapper mapper;

	TrustedJson(TrustedTypes types, @Nullable ClassLoader classLoader, List<? extends JacksonModule> modules,
			PolymorphicTypeValidator others) {
		this.types = types;
		this.classLoader = classLoader;
		this.mapper = mapper(modules, new TrustedTypeValidator(types, others, classLoader));
	}

	/**
	 * Trust the packages of the application and those of
	 * {@code cluster.trusted-packages}.
	 * @param beanFactory knows the packages of the application
	 * @param environment has the property
	 * @return serializer of the application's objects
	 */
	public static TrustedJson of(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		List<String> application = AutoConfigurationPackages.has(beanFactory)
				? AutoConfigurationPackages.get(beanFactory) : List.of();
		List<String> configured = Binder.get(environment)
			.bind("cluster.trusted-packages", Bindable.listOf(String.class))
			.orElseGet(List::of);
		return new TrustedJson(TrustedTypes.of(application, configured), beanFactory.getBeanClassLoader(), List.of(),
				BasicPolymorphicTypeValidator.builder().build());
	}

	/**
	 * Trust what a library brings modules for, too.
	 * @param modules modules that read and write classes of the library
	 * @param others decides about its classes
	 * @return serializer of these and of the application's objects
	 */
	public TrustedJson with(List<? extends JacksonModule> modules, PolymorphicTypeValidator others) {
		return new TrustedJson(this.types, this.classLoader, modules, others);
	}

	private JsonMapper mapper(List<? extends JacksonModule> modules, TrustedTypeValidator validator) {
		JsonMapper.Builder builder = JsonMapper.builder()
			.changeDefaultVisibility((visibility) -> visibility.withVisibility(PropertyAccessor.ALL, Visibility.NONE)
				.withVisibility(PropertyAccessor.FIELD, Visibility.ANY)
				.withVisibility(PropertyAccessor.CREATOR, Visibility.ANY))
			.constructorDetector(ConstructorDetector.USE_PROPERTIES_BASED.withRequireAnnotation(true))
			.annotationIntrospector(new TrustedAnnotations(validator))
			.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
			.addModules(modules)
			.addModule(new Rules(validator));
		if (this.classLoader != null) {
			builder.typeFactory(TypeFactory.createDefaultInstance().withClassLoader(this.classLoader));
		}
		return builder.addModule(new MapKeys(builder.build())).build();
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		if (value == null) {
			return new byte[0];
		}
		try {
			return this.mapper.writerFor(Object.class).writeValueAsBytes(value);
		}
		catch (RuntimeException ex) {
			throw JsonFailure.ofWriting(value.getClass(), ex);
		}
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] json) {
		if (json == null || json.length == 0) {
			return null;
		}
		try {
			return this.mapper.readValue(json, Object.class);
		}
		catch (RuntimeException ex) {
			throw JsonFailure.ofReading(ex);
		}
	}

	/**
	 * Settings that no module of a library may change, as some try to.
	 */
	private static final class Rules extends SimpleModule {

		private static final long serialVersionUID = 1L;

		private final transient TrustedTypeValidator validator;

		Rules(TrustedTypeValidator validator) {
			super("trusted-json");
			this.validator = validator;
		}

		@Override
		public void setupModule(SetupContext context) {
			MapperBuilder<?, ?> builder = (MapperBuilder<?, ?>) context.getOwner();
			builder.polymorphicTypeValidator(this.validator);
			builder.setDefaultTyping(new TrustedTyping(this.validator));
			builder.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
					DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE);
			builder.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID);
			addSerializer(new OptionalJson.Writer());
			addDeserializer(Optional.class, new OptionalJson.Reader());
			super.setupModule(context);
			context.addValueInstantiators(new Instances());
			context.addDeserializers(new JdkCollectionDeserializers());
		}

	}

}
