package io.clusterboot.scheduling;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.ApplicationArguments;

/**
 * Puts off the first call of a runner, which is that of Spring Boot, until this worker
 * leads, if it ever does.
 */
/*
 * A bean may be a runner of both kinds, and Spring Boot then calls it twice.
 */
final class PutOff implements MethodInterceptor {

	private final String name;

	private final RunnerTasks tasks;

	private final Set<Class<?>> done = ConcurrentHashMap.newKeySet();

	PutOff(String name, RunnerTasks tasks) {
		this.name = name;
		this.tasks = tasks;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Class<?>[] parameters = invocation.getMethod().getParameterTypes();
		if (!isRun(invocation.getMethod().getName(), parameters) || !this.done.add(parameters[0])) {
			return invocation.proceed();
		}
		Object target = invocation.getThis();
		this.tasks.add(this.name, () -> AopUtils.invokeJoinpointUsingReflection(target, invocation.getMethod(),
				invocation.getArguments()));
		return null;
	}

	private static boolean isRun(String method, Class<?>[] parameters) {
		return "run".equals(method) && parameters.length == 1
				&& (parameters[0] == ApplicationArguments.class || parameters[0] == String[].class);
	}

}
