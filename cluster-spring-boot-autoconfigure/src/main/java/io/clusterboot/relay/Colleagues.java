package io.clusterboot.relay;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The workers of this host, this one among them, as far as they can be asked something.
 */
public interface Colleagues {

	/**
	 * Ask one worker, and wait for its answer.
	 * @param worker its index
	 * @param question what it is asked
	 * @param patience how long to wait at most
	 * @return what those of that index have said: as a rule one worker, and the one that
	 * serves first where a successor and its predecessor are both there
	 * @throws io.clusterboot.ClusterConflictException if there is no such worker
	 * @throws io.clusterboot.ClusterUnavailableException if the master does not answer
	 */
	List<Statement> ask(int worker, String question, Duration patience);

	/**
	 * Ask all active workers, this one included, and wait for their answers, for a time
	 * that the master limits.
	 * @param question what they are asked
	 * @param subject what it is about, where workers that start later are to be asked the
	 * same before they serve; a later question about the same replaces it. {@code null}
	 * where that is not so
	 * @return what each has said, in the order of their indexes
	 * @throws io.clusterboot.ClusterUnavailableException if the master does not answer
	 */
	List<Statement> askAll(String question, @Nullable String subject);

	/**
	 * Let all workers say what they measure. Takes a second at most.
	 * @return what each has said, and what is known of those that cannot say it, as
	 * OpenMetrics text
	 * @throws io.clusterboot.ClusterUnavailableException if the master does not answer
	 */
	List<Statement> collect();

}
