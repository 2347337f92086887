package io.clusterboot.worker;

import io.clusterboot.Cluster;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link Cluster} an application can have injected.
 */
/*
 * Whether this is a worker is asked when the bean is made, not by a condition: conditions
 * are frozen when an application is processed ahead of time, by a JVM that is no worker.
 *
 * The properties are not bound here: they are the master's, and a plain application may
 * have had others of that name before.
 */
@AutoConfiguration
public final class ClusterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Cluster cluster(ObjectProvider<WorkerAgent> agent) {
		WorkerAgent worker = agent.getIfAvailable();
		return (worker != null) ? new WorkerCluster(worker) : new SingleCluster();
	}

}
