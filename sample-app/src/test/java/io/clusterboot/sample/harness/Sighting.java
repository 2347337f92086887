package io.clusterboot.sample.harness;

/**
 * What one client saw of one version of the application, with moments of
 * {@link System#nanoTime()}.
 *
 * @param client who
 * @param version what
 * @param count how many requests it answered
 * @param firstSeen when its first answer was complete
 * @param lastSeen when its last answer was complete
 * @param lastAsked when the request of its last answer was begun
 */
public record Sighting(String client, String version, long count, long firstSeen, long lastSeen, long lastAsked) {

	/**
	 * Both together, where the other one comes later.
	 */
	Sighting and(Sighting later) {
		return new Sighting(this.client, this.version, this.count + later.count, this.firstSeen, later.lastSeen,
				later.lastAsked);
	}

}
