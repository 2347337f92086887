package io.clusterboot.master;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The answer of one worker to a question, as far as it has come. Used by the master's
 * thread alone.
 */
final class Voice {

	/**
	 * Most characters of an answer. All that a worker says passes through the master's
	 * heap.
	 */
	static final int LONGEST = 16 * 1024 * 1024;

	private static final Log logger = LogFactory.getLog(Voice.class);

	private final List<String> parts = new ArrayList<>();

	private int length;

	private boolean complete;

	private boolean silent;

	/**
	 * Take in a part.
	 * @param worker who has said it, for people
	 * @param part what it has said
	 * @param last whether no other follows
	 */
	void add(WorkerHandle worker, String part, boolean last) {
		if (!isAwaited()) {
			return;
		}
		this.length += part.length();
		if (this.length > LONGEST) {
			logger.warn("The answer of " + worker + " is longer than " + LONGEST + " characters; it is ignored");
			silence();
			return;
		}
		if (!part.isEmpty()) {
			this.parts.add(part);
		}
		this.complete = last;
	}

	/**
	 * Expect nothing more.
	 */
	void silence() {
		if (!this.complete) {
			this.silent = true;
			this.parts.clear();
		}
	}

	boolean isAwaited() {
		return !this.complete && !this.silent;
	}

	/**
	 * Return whether all has been said.
	 */
	boolean isComplete() {
		return this.complete;
	}

	List<String> parts() {
		return this.parts;
	}

}
