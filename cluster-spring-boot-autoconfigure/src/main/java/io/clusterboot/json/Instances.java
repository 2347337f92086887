package io.clusterboot.json;

import java.lang.reflect.Modifier;
import java.util.Objects;

import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;

import org.springframework.objenesis.Objenesis;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Makes instances of classes that have no constructor without parameters, as the
 * serialization of the JDK does: without calling any.
 */
final class Instances extends ValueInstantiators.Base {

	private static final Objenesis OBJENESIS = new SpringObjenesis();

	@Override
	public ValueInstantiator modifyValueInstantiator(DeserializationConfig config, BeanDescription.Supplier description,
			ValueInstantiator instantiator) {
		Class<?> type = Objects.requireNonNull(description.getBeanClass());
		boolean ofTheJdk = type.getName().startsWith("java.") || type.getName().startsWith("javax.");
		boolean possible = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
		return (instantiator.canInstantiate() || ofTheJdk || !possible) ? instantiator : new Bare(instantiator, type);
	}

	/**
	 * Calls no constructor.
	 */
	private static final class Bare extends ValueInstantiator.Delegating {

		private static final long serialVersionUID = 1L;

		private final Class<?> type;

		Bare(ValueInstantiator instantiator, Class<?> type) {
			super(instantiator);
			this.type = type;
		}

		@Override
		public ValueInstantiator createContextual(DeserializationContext context,
				BeanDescription.Supplier description) {
			return this;
		}

		@Override
		public boolean canInstantiate() {
			return true;
		}

		@Override
		public boolean canCreateUsingDefault() {
			return true;
		}

		@Override
		public Object createUsingDefault(DeserializationContext context) {
			return OBJENESIS.newInstance(this.type);
		}

	}

}
