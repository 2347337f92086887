package io.clusterboot.metrics;

import java.util.Random;

/**
 * Metrics as an application of Spring Boot has them: a third in timers, a third in
 * histograms, and counters and gauges.
 */
final class ShopMetrics {

	private static final String LABELS = "{application=\"shop\",exception=\"none\",method=\"GET\","
			+ "outcome=\"SUCCESS\",status=\"200\",uri=\"/api/orders/%d/items/{item}\"}";

	private static final String[] BOUNDS = { "0.001", "0.005", "0.01", "0.05", "0.1", "0.2", "0.5", "1.0", "2.0", "5.0",
			"10.0", "30.0", "+Inf" };

	private final Random random;

	private final StringBuilder out = new StringBuilder();

	ShopMetrics(int seed) {
		this.random = new Random(seed);
	}

	String text(int series) {
		for (int i = 0; i < 10; i++) {
			timer("http_client_requests_" + i + "_seconds", series / 90);
			histogram("http_server_requests_" + i + "_seconds", series / 450);
			counter("shop_orders_" + i, series / 60);
			gauge("shop_queue_" + i + "_length", series / 60);
		}
		return this.out.append("# EOF\n").toString();
	}

	private void timer(String name, int count) {
		describe(name, "summary");
		for (int i = 0; i < count; i++) {
			sample(name + "_count", i, Integer.toString(this.random.nextInt(10_000)));
			sample(name + "_sum", i, Double.toString(this.random.nextDouble() * 1_000));
		}
		gauge(name + "_max", count);
	}

	private void histogram(String name, int count) {
		describe(name, "histogram");
		for (int i = 0; i < count; i++) {
			int upTo = 0;
			for (String bound : BOUNDS) {
				upTo += this.random.nextInt(3) * this.random.nextInt(100);
				String labels = LABELS.formatted(i);
				this.out.append(name).append("_bucket").append(labels, 0, labels.length() - 1);
				this.out.append(",le=\"").append(bound).append("\"} ").append(upTo).append('\n');
			}
			sample(name + "_count", i, Integer.toString(upTo));
			sample(name + "_sum", i, Double.toString(this.random.nextDouble() * 1_000));
		}
	}

	private void counter(String name, int count) {
		describe(name, "counter");
		for (int i = 0; i < count; i++) {
			sample(name + "_total", i, Double.toString(this.random.nextInt(100_000)));
		}
	}

	private void gauge(String name, int count) {
		describe(name, "gauge");
		for (int i = 0; i < count; i++) {
			sample(name, i, Double.toString(this.random.nextDouble() * 100));
		}
	}

	private void describe(String name, String type) {
		this.out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
		this.out.append("# HELP ").append(name).append(" Duration of something that the shop does\n");
	}

	private void sample(String name, int index, String value) {
		this.out.append(name).append(LABELS.formatted(index)).append(' ').append(value).append('\n');
	}

}
