package io.clusterboot.relay;

/**
 * Answers what other workers ask this one. Called by several threads.
 */
@FunctionalInterface
public interface Respondent {

	/**
	 * Answer a question.
	 * @param question as the other worker has put it
	 * @return the answer
	 */
	String respond(String question);

}
