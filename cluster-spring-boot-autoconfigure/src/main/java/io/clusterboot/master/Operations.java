package io.clusterboot.master;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.clusterboot.ActionReport;
import io.clusterboot.ActionReport.Result;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Operation;

/**
 * Does what operators and workers ask for, if this is the time. Used by the master's
 * thread alone.
 */
final class Operations {

	private final Situation situation;

	private final Reloads reloads;

	private final Changes changes;

	private final ThreadDumps dumps;

	private final Exchange exchange;

	private final Supplier<ClusterStatus> status;

	private final Consumer<String> stop;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param reloads what replaces all workers
	 * @param changes what else changes them
	 * @param dumps what threads do
	 * @param exchange what workers say to each other
	 * @param status tells how everybody is
	 * @param stop told who asked for the end
	 */
	Operations(Situation situation, Reloads reloads, Changes changes, ThreadDumps dumps, Exchange exchange,
			Supplier<ClusterStatus> status, Consumer<String> stop) {
		this.situation = situation;
		this.reloads = reloads;
		this.changes = changes;
		this.dumps = dumps;
		this.exchange = exchange;
		this.status = status;
		this.stop = stop;
	}

	/**
	 * Do it, or refuse it. The requester is answered now or once it is over.
	 */
	void perform(Requester requester, Operation operation) {
		if (operation instanceof Operation.Status) {
			requester.answer(new Answer.Status(this.status.get()));
		}
		else if (operation instanceof Operation.Stop) {
			stop(requester);
		}
		else if (operation instanceof Operation.Reload) {
			change("reloading", requester, () -> this.reloads.begin(requester));
		}
		else if (operation instanceof Operation.Scale scale) {
			change("scaling", requester, () -> this.changes.scale(requester, scale.workers()));
		}
		else if (operation instanceof Operation.Restart restart) {
			change("restarting worker " + restart.index(), requester,
					() -> this.changes.restart(requester, restart.index()));
		}
		else if (operation instanceof Operation.Threads threads) {
			dumpThreads(requester, threads.index());
		}
		else if (operation instanceof Operation.Collect) {
			this.exchange.collect(requester);
		}
		else {
			this.exchange.ask(requester, (Operation.Ask) operation);
		}
	}

	/*
	 * Asked twice it is still one wish. In a hurry are those who send a signal twice.
	 */
	private void stop(Requester requester) {
		if (this.status.get().state() != ClusterState.STOPPING) {
			this.stop.accept(requester.name());
		}
		requester
			.answer(new Answer.Done(new ActionReport(Result.SUCCEEDED, null, this.situation.wanted(), Duration.ZERO)));
	}

	/*
	 * Where a successor and its predecessor are both there, of the one that serves.
	 */
	private void dumpThreads(Requester requester, int index) {
		Workers workers = this.situation.workers();
		Stream.concat(workers.holders().stream(), workers.all().stream())
			.filter((worker) -> worker.index() == index)
			.findFirst()
			.ifPresentOrElse((worker) -> this.dumps.begin(worker, requester),
					() -> requester.refuse("dumping threads", "there is no worker " + index));
	}

	private void change(String what, Requester requester, Runnable change) {
		ClusterState state = this.status.get().state();
		WorkerHandle worker = requester.worker();
		if (state == ClusterState.STOPPING) {
			requester.refuse(what, "the cluster is stopping");
		}
		else if (state == ClusterState.STARTING) {
			requester.refuse(what, "the cluster is still starting");
		}
		else if (worker != null && (worker.state() != WorkerState.ACTIVE || worker.isRetired())) {
			requester.refuse(what, worker + " is shutting down; ask again on a new connection");
		}
		else {
			change.run();
		}
	}

}
