package io.clusterboot.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.clusterboot.session.StateJson.Reader;
import io.clusterboot.session.StateJson.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.Serializers;

import org.springframework.beans.BeanUtils;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.jackson.SecurityJacksonModule;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.util.ClassUtils;

/**
 * What Spring Security keeps in a session.
 */
final class SecurityModules {

	private SecurityModules() {
	}

	/*
	 * The module beside those of Spring Security's parts would name classes in its own
	 * way and without our allow-list.
	 */
	static List<JacksonModule> with(BasicPolymorphicTypeValidator.Builder validator, @Nullable ClassLoader loader) {
		List<JacksonModule> modules = new ArrayList<>();
		SecurityJacksonModules.getModules((loader != null) ? loader : SecurityModules.class.getClassLoader(), validator)
			.stream()
			.filter(SecurityJacksonModule.class::isInstance)
			.forEach(modules::add);
		validator.allowIfSubType(AuthenticationException.class);
		modules.add(new FailureModule());
		return modules;
	}

	/**
	 * The failure of a login, which the page with the form shows.
	 */
	private static final class FailureModule extends SimpleModule {

		private static final long serialVersionUID = 1L;

		FailureModule() {
			super("cluster-security");
		}

		@Override
		public void setupModule(SetupContext context) {
			context.addSerializers(new Serializers() {

				@Override
				public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
						BeanDescription.Supplier description, JsonFormat.@Nullable Value format) {
					return isPlainFailure(type) ? new Writer<>(AuthenticationException.class,
							(failure) -> new Failure(failure.getMessage())) : null;
				}

			});
			context.addDeserializers(new Deserializers.Base() {

				@Override
				public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
						BeanDescription.Supplier description) {
					return isPlainFailure(type) ? reader(type) : null;
				}

				@Override
				public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
					return false;
				}

			});
		}

		private static Reader<AuthenticationException, Failure> reader(JavaType type) {
			return new Reader<>(type.getRawClass().asSubclass(AuthenticationException.class), Failure.class,
					(failure, state) -> state.of(failure));
		}

		/*
		 * Those of OAuth 2 and SAML have more to say, and modules of their own.
		 */
		private static boolean isPlainFailure(JavaType type) {
			Class<?> raw = type.getRawClass();
			return AuthenticationException.class.isAssignableFrom(raw) && !raw.getName().contains(".oauth2.")
					&& !raw.getName().contains(".saml2.")
					&& ClassUtils.getConstructorIfAvailable(raw, String.class) != null;
		}

	}

	/**
	 * State of an {@link AuthenticationException}.
	 */
	record Failure(@Nullable String message) {

		<T extends AuthenticationException> T of(Class<T> type) {
			return BeanUtils.instantiateClass(
					Objects.requireNonNull(ClassUtils.getConstructorIfAvailable(type, String.class)), this.message);
		}

	}

}
