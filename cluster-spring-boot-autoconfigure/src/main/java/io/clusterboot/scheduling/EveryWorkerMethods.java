package io.clusterboot.scheduling;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.clusterboot.OnEveryWorker;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;

/**
 * Tells the scheduled methods that run on every worker.
 */
/*
 * A scheduler is not given the method but a runnable around it, whose text is
 * Class.method. That class may be an interface of the bean, or a class that the bean's
 * extends, so the classes of the beans are looked at, too.
 */
final class EveryWorkerMethods implements Predicate<Runnable> {

	private final ConfigurableListableBeanFactory beanFactory;

	EveryWorkerMethods(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public boolean test(Runnable task) {
		String text = task.toString();
		int dot = text.lastIndexOf('.');
		Class<?> type = (dot > 0) ? resolve(text.substring(0, dot)) : null;
		return type != null && types(type).anyMatch((candidate) -> isAnnotated(candidate, text.substring(dot + 1)));
	}

	private @Nullable Class<?> resolve(String name) {
		try {
			return ClassUtils.getUserClass(ClassUtils.forName(name, this.beanFactory.getBeanClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// It is no method, but a lambda for example
			return null;
		}
	}

	private Stream<Class<?>> types(Class<?> type) {
		return Stream.concat(Stream.of(type),
				Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false))
					.<Class<?>>map((name) -> AutoProxyUtils.determineTargetClass(this.beanFactory, name))
					.filter(Objects::nonNull)
					.map(ClassUtils::getUserClass));
	}

	private static boolean isAnnotated(Class<?> type, String method) {
		return Arrays.stream(type.getMethods()).anyMatch((candidate) -> isAnnotated(candidate, method, type))
				|| Arrays.stream(type.getDeclaredMethods())
					.anyMatch((candidate) -> isAnnotated(candidate, method, type));
	}

	private static boolean isAnnotated(Method candidate, String method, Class<?> type) {
		return candidate.getName().equals(method) && isScheduled(candidate)
				&& (AnnotatedElementUtils.hasAnnotation(candidate, OnEveryWorker.class)
						|| AnnotatedElementUtils.hasAnnotation(type, OnEveryWorker.class));
	}

	private static boolean isScheduled(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Scheduled.class)
				|| AnnotatedElementUtils.hasAnnotation(method, Schedules.class);
	}

}
