package io.clusterboot.metrics;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One value, as it was written.
 *
 * @param value the value
 * @param timestamp when it was measured, in seconds, where that is said
 * @param exemplar an example, where there is one
 */
record Sample(String value, @Nullable String timestamp, @Nullable Exemplar exemplar) {

	Sample(String value) {
		this(value, null, null);
	}

	/**
	 * Return only the value.
	 */
	Sample bare() {
		return (this.timestamp == null && this.exemplar == null) ? this : new Sample(this.value);
	}

	Sample withoutExemplar() {
		return (this.exemplar == null) ? this : new Sample(this.value, this.timestamp, null);
	}

	/**
	 * Add up samples. Several have no time in common.
	 * @param samples at least one
	 */
	static Sample sum(List<Sample> samples) {
		if (samples.size() == 1) {
			return samples.get(0);
		}
		return new Sample(Numbers.sum(samples), null, latestExemplar(samples));
	}

	private static @Nullable Exemplar latestExemplar(List<Sample> samples) {
		Exemplar latest = null;
		for (Sample sample : samples) {
			if (sample.exemplar != null && (latest == null || isLater(sample.exemplar, latest))) {
				latest = sample.exemplar;
			}
		}
		return latest;
	}

	/*
	 * Of two at the same time it is the same one, in whatever order they come.
	 */
	private static boolean isLater(Exemplar one, Exemplar other) {
		int later = Double.compare(one.time(), other.time());
		return later > 0 || (later == 0 && one.text().compareTo(other.text()) > 0);
	}

	static boolean sameValue(@Nullable Sample one, @Nullable Sample other) {
		return (one == null || other == null) ? one == other : Objects.equals(one.value, other.value);
	}

}
