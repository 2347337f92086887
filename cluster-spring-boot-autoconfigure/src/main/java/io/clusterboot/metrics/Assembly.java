package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Families of several metrics, by their names. One that would be in the way of an earlier
 * one in a text, as its type is another or a sample of one has the name of the other, is
 * left out.
 */
final class Assembly {

	private final SortedMap<String, List<Family>> families = new TreeMap<>();

	private final Set<String> taken = new HashSet<>();

	void add(Collection<Family> more) {
		more.forEach(this::add);
	}

	private void add(Family family) {
		List<Family> known = this.families.get(family.name());
		if (known != null) {
			if (known.get(0).type() == family.type()) {
				known.add(family);
			}
			return;
		}
		List<String> names = family.type().namesOf(family.name());
		if (names.stream().noneMatch(this.taken::contains)) {
			this.taken.addAll(names);
			this.families.put(family.name(), new ArrayList<>(List.of(family)));
		}
	}

	/**
	 * Return the families.
	 * @param several makes one of several
	 */
	SortedMap<String, Family> combine(Function<List<Family>, Family> several) {
		SortedMap<String, Family> combined = new TreeMap<>();
		this.families.forEach((name, all) -> {
			Family family = (all.size() == 1) ? all.get(0) : several.apply(all);
			if (!family.points().isEmpty()) {
				combined.put(name, family);
			}
		});
		return combined;
	}

}
