package io.clusterboot.metrics;

import java.util.Map;

import io.clusterboot.GaugeRule;

/**
 * By which rule a gauge of several processes becomes one.
 */
public final class GaugeRules {

	/**
	 * Create rules.
	 * @param configured rules by name or beginning of a name, with dots or underscores;
	 * the longest that fits comes before the defaults
	 */
	public GaugeRules(Map<String, GaugeRule> configured) {
		throw new UnsupportedOperationException();
	}

}
