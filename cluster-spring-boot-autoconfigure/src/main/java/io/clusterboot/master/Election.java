package io.clusterboot.master;

import java.util.Comparator;
import java.util.Optional;

import io.clusterboot.TaskState;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Lead;
import io.clusterboot.ipc.Message.TaskChanged;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Names the worker that leads, one at a time. Used by the master's thread alone.
 */
/*
 * A worker leads until it says that it has resigned, which it does as soon as it is told
 * to end, or until its process has ended. Nothing else is proof that no task begins there
 * any more: one that hangs may wake up.
 */
final class Election {

	private static final Log logger = LogFactory.getLog(Election.class);

	private final Workers workers;

	private final TaskLedger ledger = new TaskLedger();

	private @Nullable WorkerHandle leader;

	private long term;

	Election(Workers workers) {
		this.workers = workers;
	}

	/**
	 * Name a leader, if there is none and somebody can be.
	 */
	void step() {
		if (this.leader == null) {
			candidate().ifPresent(this::elect);
		}
	}

	/*
	 * Those of a new version stay when the others leave.
	 */
	private Optional<WorkerHandle> candidate() {
		return this.workers.all()
			.stream()
			.filter((worker) -> worker.state() == WorkerState.ACTIVE)
			.min(Comparator.comparingInt((WorkerHandle worker) -> -worker.generation().number())
				.thenComparing(WorkerHandle::isRetired)
				.thenComparingInt(WorkerHandle::index));
	}

	private void elect(WorkerHandle worker) {
		this.leader = worker;
		this.term++;
		logger.info(worker + " leads (term " + this.term + ")");
		worker.send(new Lead(this.term, this.ledger.tasks()));
	}

	/**
	 * Take in that a worker does not lead any more.
	 */
	void resigned(WorkerHandle worker, long term) {
		if (worker == this.leader && term == this.term) {
			this.leader = null;
		}
	}

	/**
	 * Take in what a worker does to a task, as a leader, or as a former one on which it
	 * still ran.
	 */
	void changed(WorkerHandle worker, TaskState task) {
		if (this.ledger.write(worker.pid(), task)) {
			tellLeader(worker, task);
		}
	}

	/**
	 * Take in that a worker's process has ended.
	 */
	void ended(WorkerHandle worker) {
		if (worker == this.leader) {
			this.leader = null;
		}
		this.ledger.release(worker.pid()).forEach((task) -> tellLeader(worker, task));
	}

	private void tellLeader(WorkerHandle from, TaskState task) {
		WorkerHandle leader = this.leader;
		if (leader != null && leader != from) {
			leader.send(new TaskChanged(task));
		}
	}

	/**
	 * Return the index of the worker that leads.
	 * @return -1 if none does
	 */
	int leader() {
		return (this.leader != null) ? this.leader.index() : -1;
	}

}
