package io.clusterboot.master;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;

/**
 * A question to some workers, until all have answered or the time is over. Used by the
 * master's thread alone.
 */
final class Round {

	private final long id;

	private final long deadline;

	private final Consumer<Round> end;

	private final List<Requester> requesters = new ArrayList<>();

	private final Map<WorkerHandle, Voice> voices = new LinkedHashMap<>();

	/**
	 * Create a round that has asked nobody yet.
	 * @param id stands in what is asked and said
	 * @param deadline when nobody is waited for any more
	 * @param requester who wants to know
	 * @param end told when it is over
	 */
	Round(long id, long deadline, Requester requester, Consumer<Round> end) {
		this.id = id;
		this.deadline = deadline;
		this.end = end;
		this.requesters.add(requester);
	}

	long id() {
		return this.id;
	}

	/**
	 * Ask a worker.
	 */
	void ask(WorkerHandle worker, Message question) {
		this.voices.put(worker, new Voice());
		worker.send(question);
	}

	/**
	 * Count a worker in that cannot be asked.
	 */
	void addSilent(WorkerHandle worker) {
		this.voices.computeIfAbsent(worker, (key) -> new Voice()).silence();
	}

	/**
	 * Let somebody else know, too.
	 */
	void join(Requester requester) {
		this.requesters.add(requester);
	}

	void said(WorkerHandle worker, String part, boolean last) {
		Voice voice = this.voices.get(worker);
		if (voice != null) {
			voice.add(worker, part, last);
		}
	}

	/**
	 * Wait no more for a worker, which cannot answer any more.
	 */
	void silence(WorkerHandle worker) {
		Voice voice = this.voices.get(worker);
		if (voice != null) {
			voice.silence();
		}
	}

	/**
	 * Let somebody know nothing, who is gone.
	 */
	void forget(Peer peer) {
		this.requesters.removeIf((requester) -> requester.peer() == peer);
	}

	/**
	 * Return whether nobody wants to know any more.
	 */
	boolean isInVain() {
		return this.requesters.isEmpty();
	}

	boolean isOver(long now) {
		return now - this.deadline >= 0 || this.voices.values().stream().noneMatch(Voice::isAwaited);
	}

	/**
	 * Return how long nothing is due, if nobody says anything.
	 * @return nanoseconds
	 */
	long untilDeadline(long now) {
		return this.deadline - now;
	}

	void end() {
		this.voices.values().forEach(Voice::silence);
		this.end.accept(this);
	}

	/**
	 * Return who is part of it.
	 */
	List<WorkerHandle> workers() {
		return List.copyOf(this.voices.keySet());
	}

	/**
	 * Return what a worker has said.
	 * @return the parts of its answer, none if it has not answered
	 */
	List<String> answer(WorkerHandle worker) {
		Voice voice = this.voices.get(worker);
		return (voice != null && voice.isComplete()) ? voice.parts() : List.of();
	}

	/**
	 * Return whether a worker was asked, and has answered.
	 */
	boolean hasAnswered(WorkerHandle worker) {
		Voice voice = this.voices.get(worker);
		return voice != null && voice.isComplete();
	}

	void tell(List<Contribution> contributions) {
		this.requesters.forEach((requester) -> requester.tell(contributions));
	}

}
