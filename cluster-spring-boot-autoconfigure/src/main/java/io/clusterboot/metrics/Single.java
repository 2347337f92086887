package io.clusterboot.metrics;

import org.jspecify.annotations.Nullable;

/**
 * One value.
 *
 * @param sample the value
 */
record Single(Sample sample) implements Point {

	@Override
	public Single totals() {
		Sample bare = this.sample.bare();
		return (bare == this.sample) ? this : new Single(bare);
	}

	@Override
	public boolean hasValuesOf(@Nullable Point other) {
		return other instanceof Single single && Sample.sameValue(this.sample, single.sample);
	}

}
