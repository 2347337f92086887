package io.clusterboot.master;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Collects what all workers measure. Used by the master's thread alone.
 */
final class Census {

	/*
	 * Prometheus waits for 10 s in all, and people for less.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(800);

	private final Workers workers;

	private final Rounds rounds;

	private final CounterLedger ledger;

	private final MasterMetrics metrics;

	private @Nullable Round current;

	Census(Workers workers, Rounds rounds, CounterLedger ledger, MasterMetrics metrics) {
		this.workers = workers;
		this.rounds = rounds;
		this.ledger = ledger;
		this.metrics = metrics;
	}

	/**
	 * Collect. Who asks while another waits, waits for the same answer.
	 */
	void begin(Requester requester) {
		Round current = this.current;
		if (current != null && this.rounds.isOpen(current)) {
			current.join(requester);
			return;
		}
		Round round = this.rounds.begin(requester, PATIENCE, this::tell);
		this.current = round;
		this.workers.all().stream().filter(WorkerHandle::wasActive).forEach((worker) -> {
			if (canBeAsked(worker)) {
				round.ask(worker, new Collect(round.id()));
			}
			else {
				round.addSilent(worker);
			}
		});
	}

	/*
	 * One that is killed for what it does not do would not do this, either.
	 */
	private static boolean canBeAsked(WorkerHandle worker) {
		return worker.isConnected() && (worker.state() == WorkerState.ACTIVE || worker.state() == WorkerState.DRAINING);
	}

	private void tell(Round round) {
		List<WorkerHandle> fresh = new ArrayList<>();
		List<Contribution> contributions = new ArrayList<>();
		for (WorkerHandle worker : living(round)) {
			if (hasSpoken(round, worker)) {
				fresh.add(worker);
			}
			contributions.add(contribution(round, worker));
		}
		this.ledger.retired()
			.forEach((index, total) -> contributions.add(Contribution.of(Kind.RETIRED, index, 0, total)));
		contributions.add(this.metrics.contribution(living(round), fresh));
		round.tell(contributions);
	}

	/*
	 * What those that have ended meanwhile have counted is among what is retired, and
	 * must not be counted twice.
	 */
	private List<WorkerHandle> living(Round round) {
		return round.workers()
			.stream()
			.filter((worker) -> worker.state() != WorkerState.EXITED)
			.sorted(Comparator.comparingInt(WorkerHandle::index))
			.toList();
	}

	private Contribution contribution(Round round, WorkerHandle worker) {
		if (hasSpoken(round, worker)) {
			return new Contribution(new Speaker(Kind.WORKER, worker.index(), worker.pid()), round.answer(worker));
		}
		return Contribution.of(Kind.SILENT, worker.index(), worker.pid(), this.ledger.of(worker));
	}

	/*
	 * A worker that cannot say what it measures answers with nothing at all.
	 */
	private static boolean hasSpoken(Round round, WorkerHandle worker) {
		return !round.answer(worker).isEmpty();
	}

}
