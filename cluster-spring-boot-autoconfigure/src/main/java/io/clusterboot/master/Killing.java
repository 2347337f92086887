package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.StopAccepting;
import org.jspecify.annotations.Nullable;

/**
 * How workers are ended that do not do what they should: it is written down what their
 * threads do, then they are told to end, then they are killed. Used by the master's
 * thread alone.
 */
final class Killing {

	/*
	 * Longer than it takes the dumper to give up, which it then says.
	 */
	private static final Duration DUMP_TIMEOUT = Duration.ofSeconds(5);

	private static final DrainOrder AT_ONCE = new DrainOrder(Duration.ZERO, Duration.ZERO, false);

	private final ThreadDumps dumps;

	private final MasterClock clock;

	Killing(ThreadDumps dumps, MasterClock clock) {
		this.dumps = dumps;
		this.clock = clock;
	}

	/**
	 * Begin with what leaves a trace of what is wrong. A worker that accepts still would
	 * take clients with it, so it is told to stop that.
	 */
	void begin(WorkerHandle worker) {
		worker.send(new StopAccepting());
		worker.become(WorkerState.KILLING, now());
		worker.postpone(DUMP_TIMEOUT);
		this.dumps.begin(worker);
	}

	/**
	 * Go on: its stacks are written, or nobody will write them any more.
	 */
	void dumped(WorkerHandle worker, @Nullable String file) {
		worker.dumped(file);
		if (worker.state() == WorkerState.KILLING && worker.isBeforeTermination()) {
			terminate(worker);
		}
	}

	/**
	 * Take the next step with a worker that is still there.
	 */
	void proceed(WorkerHandle worker) {
		if (worker.isBeforeTermination()) {
			terminate(worker);
		}
		else {
			kill(worker);
		}
	}

	/*
	 * SIGTERM alone would make a worker ask the master how to leave.
	 */
	private void terminate(WorkerHandle worker) {
		worker.renewDeadline(now());
		worker.send(new Drain(AT_ONCE));
		worker.terminate();
	}

	/**
	 * Kill, without further ado.
	 */
	void kill(WorkerHandle worker) {
		if (worker.state() == WorkerState.KILLING) {
			worker.renewDeadline(now());
		}
		else {
			worker.become(WorkerState.KILLING, now());
		}
		worker.kill();
	}

	private long now() {
		return this.clock.nanoTime();
	}

}
