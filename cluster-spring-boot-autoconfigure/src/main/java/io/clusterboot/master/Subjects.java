package io.clusterboot.master;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.ipc.Operation.Ask;

/**
 * The last question about each subject, for workers that start later. Used by the
 * master's thread alone.
 */
final class Subjects {

	static final int MOST = 1000;

	/*
	 * All of them go to each worker that starts.
	 */
	private static final int LONGEST = 64 * 1024;

	private final Map<String, String> questions = new LinkedHashMap<>();

	/**
	 * Keep a question, if it has a subject. Those that were put long ago make room.
	 */
	void keep(Ask ask) {
		String subject = ask.subject();
		if (subject == null || subject.length() + ask.question().length() > LONGEST) {
			return;
		}
		this.questions.remove(subject);
		this.questions.put(subject, ask.question());
		if (this.questions.size() > MOST) {
			this.questions.remove(this.questions.keySet().iterator().next());
		}
	}

	/**
	 * Return the questions, oldest first.
	 */
	Collection<String> questions() {
		return List.copyOf(this.questions.values());
	}

}
