package io.clusterboot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clusterboot.ClusterListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Looks for methods that listen.
 */
final class ListenerScan {

	private final ConfigurableListableBeanFactory beanFactory;

	private final MessageJson json;

	ListenerScan(ConfigurableListableBeanFactory beanFactory, MessageJson json) {
		this.beanFactory = beanFactory;
		this.json = json;
	}

	/**
	 * Return the methods of all beans. A bean that listens is made if it is not yet,
	 * although it is lazy: nobody else would ask for it.
	 */
	List<ListenerMethod> listeners() {
		List<ListenerMethod> listeners = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = typeOf(name);
			if (type != null && AnnotationUtils.isCandidateClass(type, ClusterListener.class)) {
				annotated(type)
					.forEach((method, annotation) -> listeners.add(listener(name, type, method, annotation)));
			}
		}
		return listeners;
	}

	/*
	 * A bean that is there already may be more than what is declared.
	 */
	private @Nullable Class<?> typeOf(String beanName) {
		Object bean = this.beanFactory.getSingleton(beanName);
		return (bean != null && !(bean instanceof FactoryBean)) ? AopProxyUtils.ultimateTargetClass(bean)
				: AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
	}

	private static Map<Method, ClusterListener> annotated(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<ClusterListener>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, ClusterListener.class));
	}

	private ListenerMethod listener(String beanName, Class<?> type, Method method, ClusterListener annotation) {
		check(method, annotation);
		if (!this.beanFactory.isSingleton(beanName)) {
			throw new InvalidListenerException(method, "is of bean '" + beanName + "', which is no singleton",
					"Let a singleton listen, as no other bean is there when a message comes");
		}
		Destination destination = destination(method, annotation);
		Object bean = this.beanFactory.getBean(beanName);
		Type wanted = GenericTypeResolver.resolveType(method.getGenericParameterTypes()[0], type);
		return new ListenerMethod(destination, annotation.concurrency(), bean, invocable(method, bean),
				this.json.type(wanted), this.json);
	}

	private static void check(Method method, ClusterListener annotation) {
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
			throw new InvalidListenerException(method, "is private or static",
					"Make it a method that is neither, so that proxies of the bean can have it");
		}
		if (method.getParameterCount() != 1) {
			throw new InvalidListenerException(method, "has " + method.getParameterCount() + " parameters",
					"Give it one parameter, the message");
		}
		if (method.getReturnType() != void.class) {
			throw new InvalidListenerException(method, "returns something, which nobody would take or wait for",
					"Let it return nothing, when its work is done");
		}
		if (annotation.concurrency() < 1) {
			throw new InvalidListenerException(method, "has concurrency=" + annotation.concurrency(),
					"Set concurrency to 1 or more");
		}
		if (annotation.value().isEmpty() == annotation.queue().isEmpty()) {
			throw new InvalidListenerException(method,
					annotation.value().isEmpty() ? "names no topic and no queue" : "names a topic and a queue",
					"Name one: @ClusterListener(\"topic\") or @ClusterListener(queue = \"queue\")");
		}
	}

	private Destination destination(Method method, ClusterListener annotation) {
		try {
			return StringUtils.hasLength(annotation.value()) ? Destination.topic(resolve(annotation.value()))
					: Destination.queue(resolve(annotation.queue()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(method, "has no proper name: " + ex.getMessage(),
					"Correct the name, or the property that its placeholder stands for");
		}
	}

	private String resolve(String name) {
		String resolved = this.beanFactory.resolveEmbeddedValue(name);
		return (resolved != null) ? resolved : "";
	}

	private static Method invocable(Method method, Object bean) {
		try {
			Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw new InvalidListenerException(method, "is not in an interface of its bean, whose proxy has only those",
					"Add the method to an interface, or set spring.aop.proxy-target-class=true");
		}
	}

}
