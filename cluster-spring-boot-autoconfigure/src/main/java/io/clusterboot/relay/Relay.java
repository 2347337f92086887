package io.clusterboot.relay;

import java.time.Duration;
import java.util.List;

import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a worker through which it asks others, and is asked.
 */
public final class Relay implements Colleagues {

	private final long masterPid;

	private final Peer master;

	/**
	 * Create the relay of a worker.
	 * @param masterPid process id of the master, for people
	 * @param master the master
	 */
	public Relay(long masterPid, Peer master) {
		this.masterPid = masterPid;
		this.master = master;
	}

	/**
	 * Let somebody answer what other workers ask. Until then each answer is empty.
	 * @param respondent who answers
	 */
	public void answerBy(Respondent respondent) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the master know what this worker measures.
	 * @param gauging what measures
	 */
	public void measureBy(Gauging gauging) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Take in a message.
	 * @param message the message
	 * @return whether it was meant for this
	 */
	public boolean received(Message message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Statement> ask(int worker, String question, Duration patience) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Statement> askAll(String question, @Nullable String subject) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Statement> collect() {
		throw new UnsupportedOperationException();
	}

}
