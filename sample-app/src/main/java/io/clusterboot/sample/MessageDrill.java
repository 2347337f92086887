package io.clusterboot.sample;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.clusterboot.ClusterListener;
import io.clusterboot.ClusterMessaging;

import org.springframework.context.annotation.Profile;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets all workers send messages to each other, and keeps account in Redis of what
 * arrives.
 */
/*
 * System.nanoTime() has the same origin in all processes of a machine, on Linux.
 */
@RestController
@Profile("drill")
@RequestMapping("/drill")
class MessageDrill {

	private final ClusterMessaging messaging;

	private final StringRedisTemplate redis;

	private final String pid = Long.toString(ProcessHandle.current().pid());

	private final Map<String, Integer> lastNumbers = new HashMap<>();

	private long[] latencies = {};

	private int received;

	private int disorder;

	private long firstAt;

	MessageDrill(ClusterMessaging messaging, StringRedisTemplate redis) {
		this.messaging = messaging;
		this.redis = redis;
	}

	/**
	 * Have each worker expect messages.
	 * @param total how many altogether
	 */
	@PostMapping("/prepare")
	void prepare(@RequestParam int total) {
		this.messaging.publish("drill-total", total);
	}

	/**
	 * Have each worker publish.
	 * @param count how many messages each
	 * @param size characters in each besides its number
	 * @param pause microseconds between two
	 */
	@PostMapping("/publish")
	void publish(@RequestParam int count, @RequestParam(defaultValue = "100") int size,
			@RequestParam(defaultValue = "0") int pause) {
		this.messaging.publish("drill-order", new Order(count, size, pause));
	}

	@PostMapping("/jobs")
	void enqueue(@RequestParam int from, @RequestParam int count) {
		for (int number = from; number < from + count; number++) {
			this.messaging.enqueue("drill-jobs", number);
		}
	}

	@ClusterListener("drill-total")
	synchronized void expect(int total) {
		this.latencies = new long[total];
		this.lastNumbers.clear();
		this.received = 0;
		this.disorder = 0;
		this.redis.opsForHash().put("drill:prepared", this.pid, Integer.toString(total));
	}

	@ClusterListener("drill-order")
	void order(Order order) throws InterruptedException {
		String padding = "x".repeat(order.size());
		for (int number = 1; number <= order.count(); number++) {
			this.messaging.publish("drill", new Drill(this.pid, number, System.nanoTime(), padding));
			TimeUnit.MICROSECONDS.sleep(order.pause());
		}
	}

	@ClusterListener("drill")
	synchronized void drill(Drill drill) {
		long now = System.nanoTime();
		Integer last = this.lastNumbers.put(drill.publisher(), drill.number());
		if (drill.number() != ((last != null) ? last : 0) + 1) {
			this.disorder++;
		}
		if (this.received == 0) {
			this.firstAt = drill.sentAt();
		}
		this.latencies[this.received++] = now - drill.sentAt();
		if (this.received == this.latencies.length) {
			report(now);
		}
	}

	private void report(long now) {
		Arrays.sort(this.latencies);
		this.redis.opsForHash()
			.put("drill:reports", this.pid,
					"%d received, %d out of order, %d publishers, %d ms, p50 %d us, p99 %d us, max %d us".formatted(
							this.received, this.disorder, this.lastNumbers.size(), (now - this.firstAt) / 1_000_000,
							latency(0.5), latency(0.99), latency(1)));
	}

	private long latency(double quantile) {
		return this.latencies[(int) Math.ceil(quantile * this.latencies.length) - 1] / 1000;
	}

	@ClusterListener(queue = "drill-jobs", concurrency = 4)
	void work(int number) throws InterruptedException {
		this.redis.opsForHash().increment("drill:begun", Integer.toString(number), 1);
		Thread.sleep(20);
		this.redis.opsForHash().increment("drill:done", Integer.toString(number), 1);
	}

	/**
	 * What each worker has to do.
	 */
	record Order(int count, int size, int pause) {
	}

	/**
	 * A message.
	 */
	record Drill(String publisher, int number, long sentAt, String padding) {
	}

}
