package io.clusterboot.master;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterEvent;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Speaker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker's end of the conversation.
 */
final class FakePeer implements Peer {

	private final List<Message> sent = new ArrayList<>();

	private boolean closed;

	@Override
	public synchronized void send(Message message) {
		this.sent.add(message);
	}

	@Override
	public void close() {
		this.closed = true;
	}

	boolean isClosed() {
		return this.closed;
	}

	synchronized List<Message> sent() {
		return List.copyOf(this.sent);
	}

	synchronized void forget() {
		this.sent.clear();
	}

	<M extends Message> List<M> sent(Class<M> type) {
		return sent().stream().filter(type::isInstance).map(type::cast).toList();
	}

	<A extends Answer> List<A> answers(Class<A> type) {
		return sent(Reply.class).stream().map(Reply::answer).filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Return what it was told once something it had asked for was over.
	 */
	ActionReport report() {
		return onlyAnswer(Answer.Done.class).report();
	}

	/**
	 * Return why it was refused.
	 */
	String conflict() {
		return onlyAnswer(Answer.Conflict.class).reason();
	}

	/**
	 * Return what several have said in answer to a request of its, in their order.
	 */
	Map<Speaker, String> statements(long id) {
		Reply reply = sent(Reply.class).stream().filter((sent) -> sent.id() == id).findFirst().orElseThrow();
		List<Speaker> speakers = ((Answer.Statements) reply.answer()).speakers();
		Map<Speaker, String> statements = new LinkedHashMap<>();
		speakers.forEach((speaker) -> statements.put(speaker, ""));
		sent(Told.class).stream()
			.filter((told) -> told.id() == id)
			.forEach((told) -> statements.merge(speakers.get(told.speaker()), told.part(), String::concat));
		return statements;
	}

	boolean isAnswered(long id) {
		return sent(Reply.class).stream().anyMatch((reply) -> reply.id() == id);
	}

	private <A extends Answer> A onlyAnswer(Class<A> type) {
		List<A> answers = answers(type);
		assertThat(answers).as("answers").hasSize(1);
		return answers.get(0);
	}

	List<ClusterEvent> notices() {
		return sent(Notice.class).stream().map(Notice::event).toList();
	}

}
