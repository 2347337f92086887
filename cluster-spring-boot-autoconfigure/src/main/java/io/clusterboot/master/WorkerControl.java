package io.clusterboot.master;

import java.io.IOException;
import java.time.Duration;

import io.clusterboot.ClusterEvent;
import io.clusterboot.ClusterEvent.Scaled;
import io.clusterboot.ClusterEvent.WorkerActive;
import io.clusterboot.ClusterEvent.WorkerStarted;
import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerState;
import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Welcome;
import io.clusterboot.ipc.Peer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the master does to a worker, each step with its line in the log. Used by the
 * master's thread alone.
 */
final class WorkerControl {

	private static final Log logger = LogFactory.getLog(WorkerControl.class);

	private final ClusterProperties properties;

	private final Situation situation;

	private final Outside outside;

	private final Deadlines deadlines;

	private final Killing killing;

	WorkerControl(ClusterProperties properties, Situation situation, Outside outside, ThreadDumps dumps) {
		this.properties = properties;
		this.situation = situation;
		this.outside = outside;
		this.deadlines = Deadlines.of(properties);
		this.killing = new Killing(dumps, outside.clock());
	}

	/**
	 * Start a worker.
	 * @param index its index
	 * @param generation what it runs
	 * @throws IOException if no process could be started
	 */
	void launch(int index, Generation generation) throws IOException {
		launch(index, false, new LaunchOrder(this.situation.numberFor(index), this.situation.wanted(), generation));
	}

	/**
	 * Start a worker that is to wait.
	 * @param number a number that no other worker has
	 * @param generation what it runs
	 * @throws IOException if no process could be started
	 */
	void launchSpare(int number, Generation generation) throws IOException {
		launch(number, true, new LaunchOrder(number, this.situation.wanted(), generation));
	}

	private void launch(int index, boolean spare, LaunchOrder order) throws IOException {
		Generation generation = order.generation();
		WorkerProcess process = this.outside.launcher().launch(order, this.outside.events());
		WorkerHandle worker = new WorkerHandle(index, spare, order, process, this.deadlines, this.outside.clock().now(),
				now());
		this.situation.workers().add(worker);
		logger.info(worker + " is starting" + (spare ? " as a spare" : "") + " (" + generation + ")");
		broadcast(new WorkerStarted(index, worker.pid(), generation.number()));
	}

	void greet(WorkerHandle worker, Peer peer, boolean last) {
		worker.connected(peer);
		worker.send(new Welcome(this.properties.heartbeatInterval(), drainOrder(true, Duration.ZERO)));
		if (worker.launchedAmong() != this.situation.wanted()) {
			worker.send(new Notice(
					new Scaled(worker.launchedAmong(), this.situation.wanted(), "since this worker was launched")));
		}
		if (worker.state() == WorkerState.DRAINING) {
			worker.send(new Drain(drainOrder(last, Duration.ZERO)));
		}
	}

	void ready(WorkerHandle worker) {
		become(worker, WorkerState.READY);
		if (worker.isSpare()) {
			logger.info(worker + " is ready, and waits as a spare");
		}
	}

	/**
	 * Let a spare become the worker of an index.
	 */
	void takeOver(WorkerHandle spare, int index) {
		String name = spare.toString();
		spare.takeOver(index);
		logger.info(name + " takes over as worker " + index);
		spare.tellToAccept();
	}

	void activated(WorkerHandle worker) {
		become(worker, WorkerState.ACTIVE);
		logger.info(worker + " is listening on port " + this.situation.plan().port());
		broadcast(new WorkerActive(worker.index(), worker.pid(), worker.generation().number()));
	}

	/**
	 * Tell a worker to end, while others serve on.
	 */
	void drain(WorkerHandle worker, String reason) {
		drain(worker, reason, drainOrder(false, Duration.ZERO));
	}

	/**
	 * Tell a worker to end, as all of them are.
	 */
	void drainWithAll(WorkerHandle worker, String reason) {
		drain(worker, reason, drainOrder(true, this.properties.preStopDelay()));
	}

	private void drain(WorkerHandle worker, String reason, DrainOrder order) {
		become(worker, WorkerState.DRAINING);
		logger.info(worker + " is shutting down (" + reason + ")");
		if (!worker.send(new Drain(order))) {
			worker.terminate();
		}
	}

	private DrainOrder drainOrder(boolean last, Duration preStopDelay) {
		return new DrainOrder(preStopDelay, this.properties.drainTimeout(), last);
	}

	/**
	 * Enforce the deadline of a worker that has missed it.
	 * @param worker the worker
	 * @param last whether all of them end, which nothing may delay
	 */
	void overdue(WorkerHandle worker, boolean last) {
		if (worker.state() == WorkerState.KILLING) {
			this.killing.proceed(worker);
			return;
		}
		String missed = missed(worker);
		logger.warn(worker + " " + missed + "; it is killed");
		worker.troubled((worker.state() == WorkerState.STARTING) ? RestartReason.START_FAILURE : RestartReason.HANG,
				missed);
		if (last) {
			this.killing.kill(worker);
		}
		else {
			letStableGiveWay(worker);
			this.killing.begin(worker);
		}
	}

	/*
	 * One that was stable is replaced without delay, so there is nothing to wait for. The
	 * first seconds of the successor's start go by while the old one is ended.
	 */
	private void letStableGiveWay(WorkerHandle worker) {
		if (worker.wasActiveFor(this.outside.restartPolicy().stableAfter(), now())) {
			worker.giveWay();
		}
	}

	private String missed(WorkerHandle worker) {
		return this.deadlines.missed(worker.state(), worker.standstill());
	}

	/**
	 * Take in that it was written down what the threads of a worker do.
	 */
	void dumped(WorkerHandle worker, @Nullable String file) {
		this.killing.dumped(worker, file);
	}

	void kill(WorkerHandle worker) {
		this.killing.kill(worker);
	}

	private void broadcast(ClusterEvent event) {
		this.situation.workers().broadcast(new Notice(event));
	}

	private void become(WorkerHandle worker, WorkerState next) {
		worker.become(next, now());
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

}
