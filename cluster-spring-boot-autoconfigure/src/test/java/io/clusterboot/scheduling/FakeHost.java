package io.clusterboot.scheduling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.TaskState;
import io.clusterboot.leader.LeaderSeat;
import io.clusterboot.leader.MasterLine;

/**
 * A master with its workers, all in one thread: knows the tasks, and names the leader
 * that a test wants.
 */
final class FakeHost {

	private final Map<String, TaskState> ledger = new LinkedHashMap<>();

	private final List<Worker> workers = new ArrayList<>();

	private final FakeTime time;

	private long term;

	FakeHost(FakeTime time) {
		this.time = time;
	}

	Worker worker() {
		return worker(new SingleHost());
	}

	Worker worker(Lease lease) {
		Worker worker = new Worker(lease);
		this.workers.add(worker);
		return worker;
	}

	TaskState state(String task) {
		return this.ledger.get(task);
	}

	List<String> tasks() {
		return List.copyOf(this.ledger.keySet());
	}

	/**
	 * A worker.
	 */
	final class Worker implements MasterLine {

		final LeaderSeat seat = new LeaderSeat(this, Runnable::run);

		final FakeTime.Scheduler scheduler = FakeHost.this.time.scheduler();

		final Lead lead;

		final LeaderTasks tasks;

		Worker(Lease lease) {
			this.lead = new Lead(this.seat, lease);
			this.tasks = new LeaderTasks(this.lead);
			this.lead.start();
		}

		LeaderTask add(Runnable task, Cadence cadence) {
			return (LeaderTask) this.tasks.add(task, cadence, this.scheduler);
		}

		void elect() {
			this.seat.elect(++FakeHost.this.term, List.copyOf(FakeHost.this.ledger.values()));
		}

		/**
		 * Its process is gone, as far as others can see: they hear nothing of it.
		 */
		void kill() {
			FakeHost.this.workers.remove(this);
			this.seat.leave();
			FakeHost.this.ledger.replaceAll((name, task) -> new TaskState(name, task.due(), false));
		}

		@Override
		public void changed(TaskState task) {
			if (!FakeHost.this.workers.contains(this)) {
				return;
			}
			FakeHost.this.ledger.put(task.task(), task);
			FakeHost.this.workers.stream()
				.filter((worker) -> worker != this && worker.seat.term() > 0)
				.forEach((worker) -> worker.seat.changed(task));
		}

		@Override
		public void resigned(long term) {
		}

	}

}
