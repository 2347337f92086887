package io.clusterboot.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Speaker;

/**
 * What was told in answer to one request. Written by the thread that reads the
 * connection, read by the one that waits.
 */
final class Minutes {

	/*
	 * Far beyond what so many workers can sensibly say. Whoever tells more would fill the
	 * heap of this application.
	 */
	private static final long MOST = 256L * 1024 * 1024;

	private final Map<Integer, StringBuilder> texts = new TreeMap<>();

	private final long most;

	private long length;

	Minutes() {
		this(MOST);
	}

	/**
	 * Create minutes.
	 * @param most how many characters to keep at most
	 */
	Minutes(long most) {
		this.most = most;
	}

	synchronized void add(Told told) {
		this.length += told.part().length();
		if (this.length > this.most) {
			this.texts.clear();
			return;
		}
		this.texts.computeIfAbsent(told.speaker(), (speaker) -> new StringBuilder()).append(told.part());
	}

	/**
	 * Return whether more was told than can be kept.
	 */
	synchronized boolean isOverflown() {
		return this.length > this.most;
	}

	/**
	 * Return what each has said.
	 * @param speakers who was asked, in the order of the numbers by which they were told
	 */
	synchronized List<Statement> of(List<Speaker> speakers) {
		List<Statement> statements = new ArrayList<>();
		for (int number = 0; number < speakers.size(); number++) {
			StringBuilder text = this.texts.remove(number);
			statements.add(new Statement(speakers.get(number), (text != null) ? text.toString() : ""));
		}
		return statements;
	}

}
