package io.clusterboot.master;

import io.clusterboot.ClusterProperties;

/**
 * All that changes a cluster that is well, beside a reload: each waits for the others.
 * Used by the master's thread alone.
 */
final class Changes {

	private final Situation situation;

	private final Reloads reloads;

	private final Retirements retirements;

	private final Scaling scaling;

	private final Restarts restarts;

	private final Recycling recycling;

	private final Elasticity elasticity;

	private final Departures departures;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param properties the configuration
	 * @param outside the world
	 * @param reloads what replaces all workers
	 * @param control tells workers to end
	 */
	Changes(Situation situation, ClusterProperties properties, Outside outside, Reloads reloads,
			WorkerControl control) {
		MemoryBudget memory = new MemoryBudget(situation, outside);
		this.situation = situation;
		this.reloads = reloads;
		this.retirements = new Retirements(situation, outside, properties.restart().maxBackoff());
		this.scaling = new Scaling(situation, properties.scale(), outside, reloads, control, memory);
		this.restarts = new Restarts(situation, outside, reloads, this.scaling, this.retirements, control);
		this.recycling = new Recycling(situation, properties.recycle(), outside, this.retirements);
		this.elasticity = new Elasticity(situation, properties, this.scaling, memory, outside.clock().nanoTime());
		this.departures = new Departures(situation, reloads, this.scaling, control);
	}

	void scale(Requester requester, int workers) {
		this.scaling.begin(requester, workers);
	}

	void restart(Requester requester, int index) {
		this.restarts.begin(requester, index);
	}

	/**
	 * Take in what a worker has said of its load.
	 */
	void heartbeat(WorkerHandle worker, long now) {
		this.recycling.heartbeat(worker);
		this.elasticity.heartbeat(now);
	}

	/**
	 * Take the steps that are due.
	 */
	void step(long now) {
		this.scaling.step();
		this.restarts.step();
		if (!this.elasticity.isOff()) {
			followLoad(now);
		}
		if (!this.recycling.isOff() && isQuiet()) {
			this.recycling.step(now);
		}
		this.departures.step(now);
	}

	private void followLoad(long now) {
		if (isQuiet()) {
			this.elasticity.step(now);
		}
		else if (this.scaling.isUnderWay()) {
			this.elasticity.lookAnew(now);
		}
		else {
			this.elasticity.pause(now);
		}
	}

	/*
	 * Also of what nobody has asked for: a worker that fails, or one that drains still.
	 */
	private boolean isQuiet() {
		return !this.reloads.isUnderWay() && !areUnderWay() && this.situation.isComplete()
				&& this.situation.workers().countWithIndex() == this.situation.wanted();
	}

	boolean areUnderWay() {
		return this.scaling.isUnderWay() || this.restarts.isUnderWay() || this.retirements.areUnderWay();
	}

	/**
	 * Return whether a worker serves under each index, as far as it can be expected.
	 */
	boolean areServed() {
		return this.scaling.isComplete();
	}

	/**
	 * Let the worker serve on that one which has failed was to replace, if there is one.
	 * @param index index of both
	 * @param failure what happened, as a sentence
	 * @return whether there is one
	 */
	boolean callOff(int index, String failure) {
		boolean calledOff = this.retirements.callOff(index, failure);
		if (calledOff) {
			this.restarts.failed(index, failure);
		}
		return calledOff;
	}

	/**
	 * Take in that a worker has failed and is to be started again.
	 */
	void failed(int index, String failure) {
		this.restarts.failed(index, failure);
	}

	/**
	 * Do without a worker that has failed too often, if the cluster did without it until
	 * now.
	 * @param index its index
	 * @param failure what happened, as a sentence
	 * @return whether it does
	 */
	boolean takeBack(int index, String failure) {
		boolean possible = this.scaling.isNew(index);
		if (possible) {
			this.scaling.fail(failure);
		}
		return possible;
	}

	/**
	 * Give up waiting, because the cluster ends.
	 */
	void abort(String reason) {
		this.scaling.abort(reason);
		this.restarts.abort(reason);
	}

}
