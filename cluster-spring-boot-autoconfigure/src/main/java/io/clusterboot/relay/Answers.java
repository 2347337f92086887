package io.clusterboot.relay;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Peer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Answers what other workers ask this one.
 */
/*
 * An answer may take long, such as a heap dump, and others do not wait for it. Only those
 * that may revoke each other are answered one after the other.
 */
final class Answers {

	private static final Log logger = LogFactory.getLog(Answers.class);

	private final Peer master;

	private final Executor inOrder;

	private final Executor atOnce;

	private volatile Respondent respondent = (question) -> "";

	Answers(Peer master, Executor inOrder, Executor atOnce) {
		this.master = master;
		this.inOrder = inOrder;
		this.atOnce = atOnce;
	}

	void by(Respondent respondent) {
		this.respondent = respondent;
	}

	/**
	 * Answer a question. Returns at once.
	 */
	void give(Asked asked) {
		try {
			(asked.inOrder() ? this.inOrder : this.atOnce).execute(() -> say(asked.id(), answer(asked.question())));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("This worker has not answered a question of another: too many others wait for an answer");
			say(asked.id(), "");
		}
	}

	private String answer(String question) {
		try {
			@Nullable String answer = this.respondent.respond(question);
			return (answer != null) ? answer : "";
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("This worker has not answered a question of another", ex);
			return "";
		}
	}

	private void say(long id, String text) {
		Measurements.say(this.master, id, text);
	}

}
