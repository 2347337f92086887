package io.clusterboot.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.clusterboot.ipc.Standstill;
import io.clusterboot.listen.DrainableServer;
import io.clusterboot.listen.RequestPool;

/**
 * Measures for how long this worker has not got on with its work. Used by the heartbeat
 * thread alone.
 */
/*
 * Servers appear while the application starts, after the first heartbeats.
 */
final class Pulse {

	private final DrainableServer servers;

	private final LongSupplier time;

	private final CollectorPulse collector;

	private final Map<RequestPool, PoolPulse> pools = new HashMap<>();

	Pulse(DrainableServer servers, LongSupplier time, CollectorPulse collector) {
		this.servers = servers;
		this.time = time;
		this.collector = collector;
	}

	/**
	 * Create a pulse of this JVM.
	 * @param servers its web servers
	 * @param interval time between two looks at it
	 * @return the pulse
	 */
	static Pulse of(DrainableServer servers, Duration interval) {
		return new Pulse(servers, new WakingTime(System::nanoTime, interval),
				new CollectorPulse(System::nanoTime, CollectorPulse.timeOfThisJvm()));
	}

	Standstill standstill() {
		return new Standstill(ofRequests(this.time.getAsLong()), this.collector.standstill());
	}

	private Duration ofRequests(long now) {
		Duration longest = Duration.ZERO;
		for (RequestPool pool : this.servers.pools()) {
			Duration standstill = this.pools.computeIfAbsent(pool, PoolPulse::new).standstill(now);
			longest = (standstill.compareTo(longest) > 0) ? standstill : longest;
		}
		return longest;
	}

}
