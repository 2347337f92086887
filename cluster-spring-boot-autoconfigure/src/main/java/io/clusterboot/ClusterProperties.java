package io.clusterboot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.Delimiter;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of the cluster.
 *
 * @param enabled Whether the application may run clustered. When false it is a plain
 * Spring Boot application, whatever else is set.
 * @param workers Number of worker JVMs: 'auto' (one for each processor the container
 * grants, fewer if memory does not fit them), a number such as '4', a negative number
 * such as '-1' (all processors but one) or a percentage of the processors such as '50%'.
 * The application is not clustered when this is not set.
 * @param spares Number of workers that are fully started and wait, to take over the
 * moment a worker ends. Each needs the memory of a worker.
 * @param listen How workers share the listening port: 'shared' (they inherit one
 * listening socket, so no connection is lost when a worker leaves), 'reuse-port' (each
 * has its own, and connections that wait in the queue of a worker that leaves can be
 * lost), or 'auto' (shared where it works).
 * @param startTimeout Time within which a worker must be ready after its launch,
 * otherwise it is killed and started again.
 * @param heartbeatInterval Interval at which a worker tells the master that it is alive.
 * @param heartbeatTimeout Time after which a worker that gives no sign of life, whose
 * request threads finish nothing, or that does nothing but collect garbage, is killed and
 * replaced. Must be at least twice the interval.
 * @param drainTimeout Time a worker has to finish what it has accepted when it is told to
 * end. It is killed after it.
 * @param preStopDelay Time for which workers go on accepting connections when the whole
 * cluster stops, while their readiness is already down, so that a load balancer can
 * notice.
 * @param slowRequest Time after which a request that is still under way is logged, once,
 * with the stack of its thread. None is logged when this is not set.
 * @param runDirectory Directory of the control socket, of the copies of the jar that
 * workers run from, and of thread dumps, for this user alone. By default a short
 * directory per user and port below the directory for temporary files.
 * @param divide Names of integer properties that are given for the whole cluster and
 * divided among its workers, at least 1 for each, such as
 * 'spring.datasource.hikari.maximum-pool-size'.
 * @param trustedPackages Packages whose classes, also those in packages below, may be
 * read from sessions and caches in Redis, besides the packages of the application itself
 * and the value types and collections of the JDK.
 * @param scheduling Where methods with '@Scheduled' run: 'leader' (on one worker at a
 * time) or 'all' (on each).
 * @param leaderLease Time after which the workers of another host may lead when the host
 * that leads gives no sign of life. Hosts that share a Redis have one leader together. A
 * host that cannot reach Redis for as long does not lead.
 * @param reload How a new version takes over.
 * @param restart When a worker that ended is started again.
 * @param recycle When a worker that is well is replaced by a fresh one.
 * @param scale How the number of workers follows the load.
 * @param worker What is added for workers only.
 * @param redis Redis for an application that has none.
 * @param session How workers share sessions.
 * @param cache How workers share caches.
 * @param messaging How workers, of all hosts, send messages to each other.
 * @param metrics How the metrics of all workers are shown together.
 * @param health When the cluster counts as healthy.
 */
@ConfigurationProperties("cluster")
public record ClusterProperties(@DefaultValue("true") boolean enabled, @Nullable String workers,
		@DefaultValue("0") int spares, @DefaultValue("auto") Listen listen, @DefaultValue("120s") Duration startTimeout,
		@DefaultValue("1s") Duration heartbeatInterval, @DefaultValue("30s") Duration heartbeatTimeout,
		@DefaultValue("30s") Duration drainTimeout, @DefaultValue("0s") Duration preStopDelay,
		@Nullable Duration slowRequest, @Nullable Path runDirectory, @DefaultValue List<String> divide,
		@DefaultValue List<String> trustedPackages, @DefaultValue("leader") Scheduling scheduling,
		@DefaultValue("10s") Duration leaderLease, @DefaultValue Reload reload, @DefaultValue Restart restart,
		@DefaultValue Recycle recycle, @DefaultValue Scale scale, @DefaultValue Worker worker,
		@DefaultValue Redis redis, @DefaultValue Session session, @DefaultValue Cache cache,
		@DefaultValue Messaging messaging, @DefaultValue Metrics metrics, @DefaultValue Health health) {

	/**
	 * How workers share the listening port.
	 */
	public enum Listen {

		/**
		 * Shared where it works, else reuse-port with a warning.
		 */
		AUTO,

		/**
		 * Workers inherit one listening socket from the master.
		 */
		SHARED,

		/**
		 * Each worker has a listening socket of its own on the same port.
		 */
		REUSE_PORT

	}

	/**
	 * What to do about a worker that fails again and again.
	 */
	public enum GiveUp {

		/**
		 * Drain the other workers and end the master with exit code 3.
		 */
		EXIT,

		/**
		 * Serve on with the workers that work, and try the failing one again each
		 * max-backoff.
		 */
		DEGRADE

	}

	/**
	 * When the master starts a Redis of its own.
	 */
	public enum Embedded {

		/**
		 * Where its library is on the class path and no Redis is configured.
		 */
		AUTO,

		/**
		 * Always; the start fails where it cannot run.
		 */
		ON,

		/**
		 * Never.
		 */
		OFF

	}

	/**
	 * How the attributes of a session are written.
	 */
	public enum Serialization {

		/**
		 * As JSON, which survives a change of the class.
		 */
		JSON,

		/**
		 * As Spring Session does by itself, with the serialization of the JDK.
		 */
		JDK

	}

	/**
	 * Where scheduled methods run.
	 */
	public enum Scheduling {

		/**
		 * On one worker at a time.
		 */
		LEADER,

		/**
		 * On each worker, as if it were alone.
		 */
		ALL

	}

	/**
	 * What carries messages between workers.
	 */
	public enum Transport {

		/**
		 * Redis: publish and subscribe for topics, streams for queues.
		 */
		REDIS,

		/**
		 * Kafka, through spring-kafka.
		 */
		KAFKA

	}

	/**
	 * How the metrics of all workers are shown together.
	 */
	public enum Aggregation {

		/**
		 * Each series once for each worker, with its index as a label.
		 */
		PER_WORKER,

		/**
		 * Each series once, for all workers together.
		 */
		SUM

	}

	/**
	 * How a new version takes over.
	 *
	 * @param maxSurge Number of workers there may be beyond 'cluster.workers' while they
	 * are replaced one after the other.
	 * @param canaryTime Time the first worker of a new version must stay well before it
	 * accepts, and again while it serves, before others are replaced and before the
	 * worker it replaces is told to end.
	 */
	public record Reload(@DefaultValue("1") int maxSurge, @DefaultValue("5s") Duration canaryTime) {
	}

	/**
	 * When a worker that ended is started again.
	 *
	 * @param backoff Time to wait before a worker is started again after its first
	 * failure.
	 * @param multiplier Factor by which the wait grows with each further failure in a
	 * row.
	 * @param maxBackoff Longest wait before a worker is started again.
	 * @param maxFailures Number of failures in a row after which the cluster gives up on
	 * a worker.
	 * @param stableAfter Time a worker must have been active to count as stable. A stable
	 * worker that ends is replaced at once, and its failures are forgotten.
	 * @param onGiveUp What to do when a worker has failed too often in a row: 'exit' (end
	 * the master with exit code 3) or 'degrade' (serve on with the others, and try again
	 * each max-backoff).
	 */
	public record Restart(@DefaultValue("200ms") Duration backoff, @DefaultValue("2") double multiplier,
			@DefaultValue("30s") Duration maxBackoff, @DefaultValue("5") int maxFailures,
			@DefaultValue("30s") Duration stableAfter, @DefaultValue("exit") GiveUp onGiveUp) {
	}

	/**
	 * When a worker that is well is replaced by a fresh one. One worker is replaced at a
	 * time, and its successor serves before it leaves.
	 *
	 * @param maxRequests Number of requests after which a worker is replaced. Not limited
	 * when this is not set.
	 * @param maxLifetime Time after which a worker is replaced. Not limited when this is
	 * not set.
	 * @param maxMemory Resident memory with which a worker is replaced, if it has as much
	 * in several heartbeats in a row. Not limited when this is not set.
	 * @param jitter By how much max-requests and max-lifetime are exceeded at most, by
	 * chance, so that workers which started together are not due together.
	 * @param minLifetime Time a worker must have been active before it is replaced for
	 * one of these reasons.
	 */
	public record Recycle(@Nullable Long maxRequests, @Nullable Duration maxLifetime, @Nullable DataSize maxMemory,
			@DefaultValue("10%") Percentage jitter, @DefaultValue("30s") Duration minLifetime) {

		/**
		 * Return the resident memory with which a worker is replaced.
		 * @return bytes, {@code Long.MAX_VALUE} if that is not limited
		 */
		public long memoryLimit() {
			return (this.maxMemory != null) ? this.maxMemory.toBytes() : Long.MAX_VALUE;
		}

	}

	/**
	 * How the number of workers follows the load.
	 *
	 * @param min Smallest number of workers to which their number falls by itself.
	 * @param max Largest number of workers to which their number grows by itself. The
	 * number does not change by itself when this is not set.
	 * @param busyMax Share of all request threads above which a worker is added, once it
	 * was exceeded for several windows in a row.
	 * @param busyMin Share of all request threads below which a worker is taken away, if
	 * the others can do without it, once it was undercut for many windows in a row.
	 * @param window Time over which that share is averaged.
	 */
	public record Scale(@DefaultValue("1") int min, @Nullable Integer max, @DefaultValue("50%") Percentage busyMax,
			@DefaultValue("25%") Percentage busyMin, @DefaultValue("5s") Duration window) {
	}

	/**
	 * What is added for workers only.
	 *
	 * @param jvmArgs JVM options for workers, after those of the master's own command
	 * line. A list, or one text in which each option begins with a dash. '{index}' stands
	 * for the index of the worker.
	 * @param args Application arguments for workers, after those of the master's own
	 * command line. A list, or one text in which each argument begins with a dash.
	 * '{index}' stands for the index of the worker.
	 * @param environment Environment variables for workers, beside those of the master.
	 * '{index}' stands for the index of the worker.
	 */
	public record Worker(@DefaultValue @Delimiter(Delimiter.NONE) List<String> jvmArgs,
			@DefaultValue @Delimiter(Delimiter.NONE) List<String> args, @DefaultValue Map<String, String> environment) {

		public Worker {
			jvmArgs = separate(jvmArgs);
			args = separate(args);
			environment = Map.copyOf(environment);
		}

		/*
		 * A comma or a space separates only where a dash follows: both are legal within
		 * one option, as in -Xlog:gc,safepoint or -Dtitle=a b.
		 */
		private static List<String> separate(List<String> values) {
			return values.stream()
				.flatMap((value) -> List.of(value.strip().split("[,\\s]+(?=-)")).stream())
				.filter((value) -> !value.isEmpty())
				.toList();
		}

	}

	/**
	 * Redis for an application that has none.
	 *
	 * @param embedded Whether the master starts a Redis of its own, for development and
	 * tests: 'auto' (if the library 'embedded-redis' is on the class path and no Redis is
	 * configured), 'on' or 'off'.
	 */
	public record Redis(@DefaultValue("auto") Embedded embedded) {
	}

	/**
	 * How workers share sessions.
	 *
	 * @param requireShared Whether the start fails, rather than warns, when there is more
	 * than one worker and each keeps sessions of its own.
	 * @param serialization How the attributes of a session are written to Redis: 'json'
	 * (classes may gain and lose fields from version to version) or 'jdk' (as Spring
	 * Session does by itself).
	 */
	public record Session(@DefaultValue("false") boolean requireShared,
			@DefaultValue("json") Serialization serialization) {
	}

	/**
	 * How workers share caches.
	 *
	 * @param near Whether each worker keeps in its own memory what it has read from a
	 * cache in Redis. An entry that is changed or evicted anywhere is dropped in all
	 * workers.
	 * @param nearEntries Number of entries of one cache that a worker keeps in its own
	 * memory at most.
	 * @param nearTimeToLive Time for which a worker keeps an entry in its own memory at
	 * most.
	 * @param loadTimeout Time for which a worker waits for another that computes the
	 * entry it needs, before it computes the entry itself.
	 */
	public record Cache(@DefaultValue("false") boolean near, @DefaultValue("10000") int nearEntries,
			@DefaultValue("60s") Duration nearTimeToLive, @DefaultValue("10s") Duration loadTimeout) {
	}

	/**
	 * How workers, of all hosts, send messages to each other.
	 *
	 * @param transport What carries messages: 'redis' or 'kafka'.
	 * @param maxMessageSize Largest message, as it is written. A larger one is refused
	 * where it is published.
	 * @param buffer Messages that may wait for a listener of a topic that is slower than
	 * who publishes, by their size. Those that come when it is full are lost for that
	 * listener, which is counted and logged.
	 * @param maxAttempts How often a message of a queue is given to a listener that
	 * fails, before it is laid aside.
	 * @param takeover Time after which the messages that a worker took from a queue are
	 * given to another, when it gives no sign of life.
	 */
	public record Messaging(@DefaultValue("redis") Transport transport, @DefaultValue("1MB") DataSize maxMessageSize,
			@DefaultValue("16MB") DataSize buffer, @DefaultValue("5") int maxAttempts,
			@DefaultValue("10s") Duration takeover) {
	}

	/**
	 * How the metrics of all workers are shown together.
	 *
	 * @param aggregation How the endpoint 'prometheus' shows the series of all workers:
	 * 'per-worker' (each with a label 'worker') or 'sum' (all workers together).
	 * @param gauges How a gauge of several workers becomes one, by its name or the
	 * beginning of its name, such as 'shop.queue.length': 'sum', 'min', 'max' or 'mean'.
	 */
	public record Metrics(@DefaultValue("per-worker") Aggregation aggregation,
			@DefaultValue Map<String, GaugeRule> gauges) {

		public Metrics {
			gauges = Map.copyOf(gauges);
		}

	}

	/**
	 * When the cluster counts as healthy.
	 *
	 * @param minimum Number of active workers below which the health of the cluster is
	 * DOWN. While there are more, but fewer than wanted, it is OUT_OF_SERVICE.
	 */
	public record Health(@DefaultValue("1") int minimum) {
	}

}
