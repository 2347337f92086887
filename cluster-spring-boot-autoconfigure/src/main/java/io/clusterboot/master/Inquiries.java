package io.clusterboot.master;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Operation.Ask;
import io.clusterboot.ipc.Parts;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;

/**
 * Questions of workers to workers. Used by the master's thread alone.
 */
final class Inquiries {

	/*
	 * A heap dump takes its time.
	 */
	private static final Duration PATIENCE_WITH_ONE = Duration.ofSeconds(60);

	private static final Duration PATIENCE_WITH_ALL = Duration.ofSeconds(5);

	/*
	 * In the order in which one is preferred to another of the same index.
	 */
	private static final List<WorkerState> ASKABLE = List.of(WorkerState.ACTIVE, WorkerState.DRAINING,
			WorkerState.READY);

	private final Workers workers;

	private final Rounds rounds;

	private final Subjects subjects = new Subjects();

	Inquiries(Workers workers, Rounds rounds) {
		this.workers = workers;
		this.rounds = rounds;
	}

	/**
	 * Ask. The requester is answered once all have answered.
	 */
	void begin(Requester requester, Ask ask) {
		if (ask.question().length() > Parts.LONGEST) {
			requester.answer(new Answer.Conflict("a question of " + ask.question().length()
					+ " characters is too long (at most " + Parts.LONGEST + ")"));
		}
		else if (ask.worker() == Ask.ALL) {
			this.subjects.keep(ask);
			ask(all(), ask, this.rounds.begin(requester, PATIENCE_WITH_ALL, this::tell));
		}
		else {
			one(ask.worker()).ifPresentOrElse(
					(worker) -> ask(List.of(worker), ask, this.rounds.begin(requester, PATIENCE_WITH_ONE, this::tell)),
					() -> requester.answer(new Answer.Conflict("there is no worker " + ask.worker())));
		}
	}

	private static void ask(List<WorkerHandle> workers, Ask ask, Round round) {
		workers.forEach((worker) -> round.ask(worker, new Asked(round.id(), ask.question(), ask.subject() != null)));
	}

	/*
	 * One that is ready may serve in the next moment.
	 */
	private List<WorkerHandle> all() {
		return this.workers.all()
			.stream()
			.filter(WorkerHandle::isConnected)
			.filter((worker) -> worker.state() == WorkerState.ACTIVE || worker.state() == WorkerState.READY)
			.toList();
	}

	private Optional<WorkerHandle> one(int index) {
		return this.workers.all()
			.stream()
			.filter((worker) -> worker.index() == index && worker.isConnected() && ASKABLE.contains(worker.state()))
			.min(Comparator.comparing(WorkerHandle::isSpare)
				.thenComparingInt((worker) -> ASKABLE.indexOf(worker.state())));
	}

	/**
	 * Ask a worker that has become ready what was asked of all before. Nobody waits for
	 * its answers.
	 */
	void repeat(WorkerHandle worker) {
		this.subjects.questions().forEach((question) -> worker.send(new Asked(this.rounds.nextId(), question, true)));
	}

	private void tell(Round round) {
		round
			.tell(round.workers()
				.stream()
				.sorted(Comparator.comparingInt(WorkerHandle::index))
				.map((worker) -> new Contribution(new Speaker(round.hasAnswered(worker) ? Kind.WORKER : Kind.SILENT,
						worker.index(), worker.pid()), round.answer(worker)))
				.toList());
	}

}
