package io.clusterboot.messaging.redis;

import io.clusterboot.messaging.Parcel;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream that this worker has taken.
 *
 * @param id its id in the stream
 * @param attempt how often it has been taken, this time included
 * @param parcel the message; {@code null} if the entry is something else
 */
record Job(String id, long attempt, @Nullable Parcel parcel) {

	Job again() {
		return new Job(this.id, this.attempt + 1, this.parcel);
	}

}
