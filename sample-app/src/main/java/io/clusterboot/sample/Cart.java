package io.clusterboot.sample;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a visitor wants to buy, kept in the session.
 */
/*
 * A session knows that it has changed when its attribute is set again, so whoever changes
 * a cart sets it.
 */
class Cart {

	private final Map<String, Integer> quantities = new TreeMap<>();

	void add(String productId) {
		this.quantities.merge(productId, 1, Integer::sum);
	}

	Map<String, Integer> quantities() {
		return Map.copyOf(this.quantities);
	}

}
