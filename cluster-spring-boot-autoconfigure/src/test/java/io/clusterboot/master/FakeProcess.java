package io.clusterboot.master;

import java.util.function.Consumer;

/**
 * A worker process that does what a test says.
 */
final class FakeProcess implements WorkerProcess {

	private final int index;

	private final int generation;

	private final long pid;

	private final Consumer<? super Event.Exited> onExit;

	private final FakePeer peer = new FakePeer();

	private int terminated;

	private int killed;

	private int dumped;

	private boolean alive = true;

	FakeProcess(int index, int generation, long pid, Consumer<? super Event.Exited> onExit) {
		this.index = index;
		this.generation = generation;
		this.pid = pid;
		this.onExit = onExit;
	}

	int index() {
		return this.index;
	}

	int generation() {
		return this.generation;
	}

	FakePeer peer() {
		return this.peer;
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
		return "process " + this.pid + " of index " + this.index;
	}

}
