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

	private static final int CAPACITY = 1000;

	private final Map<String, Integer> quantities = new TreeMap<>();

	private int total;

	boolean isFull() {
		return this.total == CAPACITY;
	}

	void add(String productId) {
		this.quantities.merge(productId, 1, Integer::sum);
		this.total++;
	}

	Map<String, Integer> quantities() {
		return Map.copyOf(this.quantities);
	}

}
