package io.clusterboot.metrics;

import java.util.HashMap;
import java.util.Map;

import io.clusterboot.GaugeRule;
import org.jspecify.annotations.Nullable;

/**
 * By which rule a gauge of several processes becomes one.
 */
public final class GaugeRules {

	private final Map<String, Fold> configured = new HashMap<>();

	/**
	 * Create rules.
	 * @param configured rules by name or beginning of a name, with dots or underscores;
	 * the longest that fits comes before the defaults
	 */
	public GaugeRules(Map<String, GaugeRule> configured) {
		configured.forEach((name, rule) -> this.configured.put(Names.sanitized(name), Fold.of(rule)));
	}

	Fold foldOf(String family) {
		Fold fold = longest(this.configured, family);
		return (fold != null) ? fold : DefaultFolds.of(family);
	}

	/**
	 * Find what belongs to a name, or to the longest beginning of it that ends where a
	 * word does.
	 */
	static @Nullable Fold longest(Map<String, Fold> folds, String name) {
		int end = folds.isEmpty() ? -1 : name.length();
		while (end > 0) {
			Fold fold = folds.get(name.substring(0, end));
			if (fold != null) {
				return fold;
			}
			end = name.lastIndexOf('_', end - 1);
		}
		return null;
	}

}
