package io.clusterboot.scheduling;

import java.lang.reflect.Modifier;
import java.util.function.BooleanSupplier;

import io.clusterboot.OnLeader;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;

/**
 * Lets runners with {@link OnLeader} run on the leader instead of in each worker.
 */
/*
 * Spring Boot calls all beans that are runners, so such a bean is replaced by one that
 * puts off the call. It is of the same class, for others that have it injected, unless
 * that is final.
 */
final class OnLeaderRunners implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<RunnerTasks> tasks;

	private final BooleanSupplier inWorker;

	OnLeaderRunners(ConfigurableListableBeanFactory beanFactory, ObjectProvider<RunnerTasks> tasks,
			BooleanSupplier inWorker) {
		this.beanFactory = beanFactory;
		this.tasks = tasks;
		this.inWorker = inWorker;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return isRunner(bean) && this.inWorker.getAsBoolean() && isOnLeader(beanName) ? proxy(bean, beanName) : bean;
	}

	private static boolean isRunner(Object bean) {
		return bean instanceof ApplicationRunner || bean instanceof CommandLineRunner;
	}

	private boolean isOnLeader(String beanName) {
		return this.beanFactory.containsBean(beanName)
				&& this.beanFactory.findAnnotationOnBean(beanName, OnLeader.class) != null;
	}

	private Object proxy(Object bean, String beanName) {
		ProxyFactory proxy = new ProxyFactory(bean);
		proxy.setProxyTargetClass(!Modifier.isFinal(bean.getClass().getModifiers()));
		proxy.addAdvice(new PutOff(beanName, this.tasks.getObject()));
		return proxy.getProxy(this.beanFactory.getBeanClassLoader());
	}

}
