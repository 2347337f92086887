package io.clusterboot.relay;

/**
 * What this worker measures. Called by one thread at a time.
 */
public interface Gauging {

	/**
	 * Return all that is measured, as OpenMetrics text. What it counts is no change any
	 * more for {@link #growth()}, but part of the growth that is returned with it.
	 * @return everything, and what has grown
	 */
	Reading read();

	/**
	 * Return what only grows, as far as it has grown since this or {@link #read()} was
	 * called last. Nothing else is measured.
	 * @return OpenMetrics text of complete series, empty if nothing has grown
	 */
	String growth();

	/**
	 * What was measured at one moment.
	 *
	 * @param all everything, as OpenMetrics text
	 * @param growth what has grown since the last time, as OpenMetrics text
	 */
	record Reading(String all, String growth) {
	}

}
