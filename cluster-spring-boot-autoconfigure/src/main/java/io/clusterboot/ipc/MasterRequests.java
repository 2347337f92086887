package io.clusterboot.ipc;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;

/**
 * What is asked of a master, and waits for its reply. Used by any thread.
 */
public final class MasterRequests {

	/**
	 * As long as it takes.
	 */
	public static final Duration LONGEST = Duration.ofDays(1);

	private final long masterPid;

	private final Peer master;

	private final Requests<Answer> requests = new Requests<>();

	/**
	 * Create it.
	 * @param masterPid process id of the master, for people
	 * @param master the master
	 */
	public MasterRequests(long masterPid, Peer master) {
		this.masterPid = masterPid;
		this.master = master;
	}

	/**
	 * Ask, and wait for the answer.
	 * @param operation what to do
	 * @param timeout how long to wait at most
	 * @return the answer
	 * @throws ClusterConflictException if it cannot be done
	 * @throws ClusterUnavailableException if the master does not answer
	 */
	public Answer ask(Operation operation, Duration timeout) {
		return ask(operation, timeout, (id) -> {
		});
	}

	/**
	 * Ask, and wait for the answer.
	 * @param operation what to do
	 * @param timeout how long to wait at most
	 * @param numbered told the number of the request before it is sent
	 * @return the answer
	 * @throws ClusterConflictException if it cannot be done
	 * @throws ClusterUnavailableException if the master does not answer
	 */
	public Answer ask(Operation operation, Duration timeout, LongConsumer numbered) {
		try {
			Answer answer = this.requests.ask((id) -> {
				numbered.accept(id);
				this.master.send(new Request(id, operation));
			}, timeout);
			if (answer instanceof Answer.Conflict conflict) {
				throw new ClusterConflictException(conflict.reason());
			}
			return answer;
		}
		catch (TimeoutException ex) {
			throw unanswered(timeout, ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * Return what to throw where the master does not answer.
	 * @param timeout how long it was waited for
	 * @param cause what happened
	 * @return the exception
	 */
	public ClusterUnavailableException unanswered(Duration timeout, Exception cause) {
		return new ClusterUnavailableException("The master (pid " + this.masterPid + ") did not answer"
				+ (timeout.equals(LONGEST) ? "" : " within " + timeout.toMillis() + "ms"), cause);
	}

	/**
	 * Return what to throw where the wait for the master was interrupted, as this thread
	 * remains.
	 * @param cause what happened
	 * @return the exception
	 */
	public ClusterUnavailableException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new ClusterUnavailableException("Interrupted while waiting for the master", cause);
	}

	/**
	 * Take in a reply. One that nobody waits for any more is ignored.
	 * @param reply the reply
	 */
	public void answered(Reply reply) {
		this.requests.answered(reply.id(), reply.answer());
	}

	/**
	 * Let nobody wait any longer: no reply can come.
	 */
	public void abandon() {
		this.requests.abandon();
	}

}
