package io.clusterboot.master;

/**
 * What went wrong in or with a worker, in its own or the master's words.
 *
 * @param reason what that is to be counted as
 * @param text the words, as a sentence fragment
 */
record Trouble(RestartReason reason, String text) {

	/*
	 * Causes stand in the status, for each index and incident, and the status must fit
	 * into one message.
	 */
	private static final int LONGEST = 500;

	Trouble {
		text = (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "...";
	}

}
