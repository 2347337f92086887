package io.clusterboot.scheduling;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;

import io.clusterboot.leader.LeaderSeat;
import io.clusterboot.redis.lettuce.ApplicationName;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Auto-configuration of what runs on the leader only, and of the
 * {@link io.clusterboot.Leadership} an application can have injected.
 */
/*
 * Whether this is a worker, and which Redis it has, is asked when the beans are made:
 * conditions are frozen when an application is processed ahead of time, by a JVM that is
 * no worker.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
public final class ClusterSchedulingAutoConfiguration {

	@Bean
	Lead clusterLead(ObjectProvider<LeaderSeat> seat, ObjectProvider<Lease> lease) {
		return new Lead(seat.getIfAvailable(LeaderSeat::ofItsOwn), lease.getIfAvailable(SingleHost::new));
	}

	/**
	 * The lease between hosts.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RedisConnectionFactory.class, StringRedisTemplate.class })
	@ConditionalOnProperty(prefix = "cluster", name = "workers")
	@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
	@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
	static class LeaseConfiguration {

		/*
		 * A Redis that the master has started is that of one host.
		 */
		@Bean
		Lease clusterLease(RedisConnectionFactory connections, Environment environment) {
			String token = environment.getProperty("CLUSTER_TOKEN");
			if (token == null || !"configured".equals(environment.getProperty("cluster.worker.redis"))) {
				return new SingleHost();
			}
			Duration lease = Binder.get(environment)
				.bind("cluster.leader-lease", Duration.class)
				.orElse(Duration.ofSeconds(10));
			return new SharedLease(new RedisLeaseStore(connections, ApplicationName.of(environment), digest(token),
					UUID.randomUUID().toString(), lease), lease, LeaseClock.SYSTEM);
		}

		/*
		 * The token is the secret of a master and its workers, and its digest is no
		 * secret.
		 */
		private static String digest(String token) {
			try {
				byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
				return HexFormat.of().formatHex(digest, 0, 16);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException("Each JVM has SHA-256", ex);
			}
		}

	}

	/**
	 * Schedules and runners.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(prefix = "cluster", name = "workers")
	@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
	static class LeaderConfiguration {

		@Bean
		LeaderTasks clusterLeaderTasks(Lead lead) {
			return new LeaderTasks(lead);
		}

		@Bean
		RunnerTasks clusterRunnerTasks(LeaderTasks tasks, Environment environment) {
			return new RunnerTasks(tasks, environment.getProperty("cluster.worker.generation", Integer.class, 1));
		}

		@Bean
		static OnLeaderRunners clusterOnLeaderRunners(ConfigurableListableBeanFactory beanFactory,
				ObjectProvider<RunnerTasks> tasks, Environment environment) {
			return new OnLeaderRunners(beanFactory, tasks, () -> environment.containsProperty("cluster.worker.index"));
		}

		/**
		 * Schedules, unless they are to run on each worker.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnProperty(prefix = "cluster", name = "scheduling", havingValue = "leader", matchIfMissing = true)
		static class ScheduleConfiguration {

			@Bean
			LeaderSchedules clusterFirstLeaderSchedules(LeaderTasks tasks,
					ConfigurableListableBeanFactory beanFactory) {
				return new LeaderSchedules(tasks, new EveryWorkerMethods(beanFactory), Ordered.HIGHEST_PRECEDENCE);
			}

			@Bean
			LeaderSchedules clusterLastLeaderSchedules(LeaderTasks tasks, ConfigurableListableBeanFactory beanFactory) {
				return new LeaderSchedules(tasks, new EveryWorkerMethods(beanFactory), Ordered.LOWEST_PRECEDENCE);
			}

		}

	}

}
