package io.clusterboot.messaging;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has arrived of the messages of a topic, by who published them.
 */
final class Arrivals {

	/**
	 * Said of a message that has arrived before.
	 */
	static final long REPEATED = -1;

	private final Map<String, Long> last;

	/**
	 * Create one that has seen nothing.
	 * @param publishers how many publishers to remember; the one that has been silent for
	 * longest is forgotten first
	 */
	Arrivals(int publishers) {
		this.last = new LinkedHashMap<>(16, 0.75F, true) {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
				return size() > publishers;
			}

		};
	}

	/**
	 * Note that a message has arrived.
	 * @return how many of the same publisher before it have not, or {@link #REPEATED}. Of
	 * a publisher that was not known nothing is missed: who joins late has not missed
	 * what was before
	 */
	synchronized long note(Parcel parcel) {
		Long previous = this.last.get(parcel.publisher());
		if (previous != null && parcel.number() <= previous) {
			return REPEATED;
		}
		this.last.put(parcel.publisher(), parcel.number());
		return (previous != null) ? parcel.number() - previous - 1 : 0;
	}

}
