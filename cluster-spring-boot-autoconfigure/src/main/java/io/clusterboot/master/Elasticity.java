package io.clusterboot.master;

import java.time.Duration;
import java.util.List;

import io.clusterboot.ClusterProperties;
import io.clusterboot.Percentage;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.master.LoadTrend.Advice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Lets the number of workers follow the load. Used by the master's thread alone.
 */
final class Elasticity {

	private static final Log logger = LogFactory.getLog(Elasticity.class);

	private final Situation situation;

	private final ClusterProperties.Scale limits;

	private final int max;

	private final Duration respite;

	private final Scaling scaling;

	private final MemoryBudget memory;

	private final LoadTrend trend;

	private boolean saidThatItCannotTell;

	private boolean saidThatMemoryIsShort;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param properties how far and when the number may change
	 * @param scaling changes it
	 * @param memory tells whether there is enough for more
	 * @param now time of the start
	 */
	Elasticity(Situation situation, ClusterProperties properties, Scaling scaling, MemoryBudget memory, long now) {
		this.situation = situation;
		this.limits = properties.scale();
		this.max = (this.limits.max() != null) ? this.limits.max() : 0;
		this.respite = properties.restart().maxBackoff();
		this.scaling = scaling;
		this.memory = memory;
		this.trend = new LoadTrend(this.limits, now);
	}

	/**
	 * Return whether the number stays what it is, which is the default.
	 */
	boolean isOff() {
		return this.max == 0;
	}

	/**
	 * Take in what a worker has said of its load.
	 */
	void heartbeat(long now) {
		if (isOff()) {
			return;
		}
		List<WorkerLoad> loads = this.situation.workers()
			.all()
			.stream()
			.filter((worker) -> worker.state() == WorkerState.ACTIVE)
			.map(WorkerHandle::load)
			.filter((load) -> !load.equals(WorkerLoad.UNKNOWN))
			.toList();
		if (loads.stream().anyMatch((load) -> load.maxThreads() < 1)) {
			sayThatItCannotTell();
		}
		else if (!loads.isEmpty()) {
			double threads = loads.stream().mapToInt(WorkerLoad::maxThreads).sum();
			this.trend.sample(loads.stream().mapToInt(WorkerLoad::busyThreads).sum() / threads, now);
		}
	}

	private void sayThatItCannotTell() {
		if (!this.saidThatItCannotTell) {
			logger.warn("The number of workers does not follow the load (cluster.scale.max): their request threads are "
					+ "not limited, as with virtual threads, so nobody can tell how busy they are");
		}
		this.saidThatItCannotTell = true;
	}

	/**
	 * Take in that the cluster is busy with itself: what it serves meanwhile says little.
	 */
	void pause(long now) {
		this.trend.openWindow(now);
	}

	/**
	 * Take in that the number of workers changes: it was another load for each before.
	 */
	void lookAnew(long now) {
		this.trend.lookAnew(now);
	}

	/**
	 * Change the number by one if it is time to. Asked only when nothing else is under
	 * way.
	 */
	void step(long now) {
		switch (this.trend.advice(this.situation.wanted())) {
			case GROW -> growIfPossible(now);
			case SHRINK -> shrinkIfPossible(now);
			case STAY -> this.saidThatMemoryIsShort &= this.trend.busy() > this.limits.busyMax().value();
		}
	}

	private void growIfPossible(long now) {
		if (this.situation.wanted() >= this.max || this.scaling.hasFailedWithin(this.respite)) {
			this.trend.lookAnew(now);
		}
		else if (this.memory.isShortOf(1)) {
			sayThatMemoryIsShort();
			this.trend.lookAnew(now);
		}
		else {
			change(1, Advice.GROW, "cluster.scale.busy-max=" + this.limits.busyMax(), now);
		}
	}

	private void sayThatMemoryIsShort() {
		if (!this.saidThatMemoryIsShort) {
			logger.warn("No worker is added although " + busyText() + ": " + this.memory.shortage());
		}
		this.saidThatMemoryIsShort = true;
	}

	private void shrinkIfPossible(long now) {
		if (this.situation.wanted() > this.limits.min()) {
			change(-1, Advice.SHRINK, "cluster.scale.busy-min=" + this.limits.busyMin() + ", for "
					+ this.trend.patience().toSeconds() + "s", now);
		}
	}

	private void change(int difference, Advice advice, String limit, long now) {
		this.scaling.begin(Requester.signal(busyText() + " (" + limit + ")"), this.situation.wanted() + difference);
		this.trend.followed(advice, now);
	}

	private String busyText() {
		return new Percentage(Math.round(this.trend.busy() * 100) / 100.0) + " of the request threads are busy";
	}

}
