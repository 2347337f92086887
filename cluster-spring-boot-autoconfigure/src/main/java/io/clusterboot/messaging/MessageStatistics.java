package io.clusterboot.messaging;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what did not reach listeners of topics.
 */
final class MessageStatistics {

	private final Map<String, LongAdder> missed = new ConcurrentHashMap<>();

	private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();

	void addTopic(String topic) {
		this.missed.computeIfAbsent(topic, (key) -> new LongAdder());
		this.dropped.computeIfAbsent(topic, (key) -> new LongAdder());
	}

	void missed(String topic, long count) {
		this.missed.computeIfAbsent(topic, (key) -> new LongAdder()).add(count);
	}

	void dropped(String topic) {
		this.dropped.computeIfAbsent(topic, (key) -> new LongAdder()).increment();
	}

	/**
	 * Return how many messages were published and did not arrive, by topic.
	 */
	Map<String, Long> missed() {
		return sums(this.missed);
	}

	/**
	 * Return how many messages arrived and found no room in the buffer of a listener, by
	 * topic.
	 */
	Map<String, Long> dropped() {
		return sums(this.dropped);
	}

	private static Map<String, Long> sums(Map<String, LongAdder> counts) {
		Map<String, Long> sums = new TreeMap<>();
		counts.forEach((topic, count) -> sums.put(topic, count.sum()));
		return sums;
	}

}
