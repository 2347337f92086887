package io.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.clusterboot.WorkerLoad;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Standstill;
import io.clusterboot.listen.DrainableServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the master again and again that this worker lives, what it does, and whether it
 * gets on with it.
 */
final class Heartbeats {

	private static final Log logger = LogFactory.getLog(Heartbeats.class);

	private final Peer master;

	private final DrainableServer servers;

	private final ScheduledExecutorService timer;

	private final LoadMeter load;

	private final Runnable growth;

	/**
	 * Create it.
	 * @param master who is told
	 * @param servers what is measured
	 * @param growth told to say what has grown with each heartbeat, without holding it up
	 * @param timer beats
	 */
	Heartbeats(Peer master, DrainableServer servers, Runnable growth, ScheduledExecutorService timer) {
		this.master = master;
		this.servers = servers;
		this.growth = growth;
		this.timer = timer;
		this.load = new LoadMeter(servers);
	}

	/**
	 * Begin.
	 * @param interval time between two heartbeats
	 */
	/*
	 * Not at a fixed rate: after a pause, those that were missed would say nothing new.
	 */
	void start(Duration interval) {
		Pulse pulse = Pulse.of(this.servers, interval);
		this.timer.scheduleWithFixedDelay(() -> beat(pulse), interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/*
	 * The load comes first: what passes through the request threads to feel the pulse is
	 * no load.
	 */
	private void beat(Pulse pulse) {
		WorkerLoad load = measured(this.load::measure, WorkerLoad.UNKNOWN);
		Standstill standstill = measured(pulse::standstill, Standstill.NONE);
		this.master.send(new Heartbeat(load, standstill));
		this.growth.run();
	}

	/*
	 * Whatever goes wrong in measuring, the worker lives; and an exception would end the
	 * schedule.
	 */
	private static <T> T measured(Supplier<T> meter, T unknown) {
		try {
			return meter.get();
		}
		catch (RuntimeException ex) {
			logger.debug("A heartbeat does not say all", ex);
			return unknown;
		}
	}

}
