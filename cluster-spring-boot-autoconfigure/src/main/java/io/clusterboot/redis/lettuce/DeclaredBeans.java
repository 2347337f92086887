package io.clusterboot.redis.lettuce;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * The beans an application declares itself, as far as that can be seen before its
 * auto-configuration.
 */
/*
 * Classes with bean methods are known by then, while what their methods make is not
 * registered yet: so it is read off the methods.
 */
final class DeclaredBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final @Nullable ClassLoader classLoader;

	DeclaredBeans(ConfigurableListableBeanFactory beanFactory, @Nullable ClassLoader classLoader) {
		this.beanFactory = beanFactory;
		this.classLoader = classLoader;
	}

	/**
	 * Return whether a bean of one of some types is declared.
	 * @param typeNames names of types, which need not exist
	 */
	boolean include(String... typeNames) {
		return Arrays.stream(typeNames).map(this::typeOf).filter(Objects::nonNull).anyMatch(this::includes);
	}

	private boolean includes(Class<?> type) {
		return this.beanFactory.getBeanNamesForType(type, true, false).length > 0
				|| beanMethods().map(MethodMetadata::getReturnTypeName)
					.map(this::typeOf)
					.anyMatch((made) -> made != null && type.isAssignableFrom(made));
	}

	private Stream<MethodMetadata> beanMethods() {
		return Arrays.stream(this.beanFactory.getBeanDefinitionNames())
			.map(this.beanFactory::getBeanDefinition)
			.filter(AnnotatedBeanDefinition.class::isInstance)
			.map(AnnotatedBeanDefinition.class::cast)
			.flatMap((definition) -> definition.getMetadata().getAnnotatedMethods(Bean.class.getName()).stream());
	}

	private @Nullable Class<?> typeOf(String name) {
		try {
			return ClassUtils.forName(name, this.classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// Then nobody can have declared it
			return null;
		}
	}

}
