package io.clusterboot.master;

import java.util.function.Consumer;

import io.clusterboot.WorkerLoad;

/**
 * A worker process that does what a test says.
 */
final class FakeProcess implements WorkerProcess {

	private final LaunchOrder order;

	private final long pid;

	private final Consumer<? super Event.Exited> onExit;

	private final FakePeer peer = new FakePeer();

	private WorkerLoad load = WorkerLoad.UNKNOWN;

	private int terminated;

	private int killed;

	private int dumped;

	private boolean alive = true;

	FakeProcess(LaunchOrder order, long pid, Consumer<? super Event.Exited> onExit) {
		this.order = order;
		this.pid = pid;
		this.onExit = onExit;
	}

	LaunchOrder order() {
		return this.order;
	}

	/**
	 * Return the number it was launched with.
	 */
	int index() {
		return this.order.number();
	}

	int generation() {
		return this.order.generation().number();
	}

	FakePeer peer() {
		return this.peer;
	}

	/**
	 * Return what it says with each heartbeat.
	 */
	WorkerLoad load() {
		return this.load;
	}

	void load(WorkerLoad load) {
		this.load = load;
	}

	int terminated() {
		return this.terminated;
	}

	int killed() {
		return this.killed;
	}

	/**
	 * Return how often it was asked what its threads do.
	 */
	int dumped() {
		return this.dumped;
	}

	void dump() {
		this.dumped++;
	}

	boolean isAlive() {
		return this.alive;
	}

	void exit(int status) {
		this.alive = false;
		this.onExit.accept(new Event.Exited(this.pid, status));
	}

	@Override
	public long pid() {
		return this.pid;
	}

	@Override
	public void terminate() {
		this.terminated++;
	}

	@Override
	public void kill() {
		this.killed++;
	}

	@Override
	public String toString() {
		return "process " + this.pid + " of index " + index();
	}

}
