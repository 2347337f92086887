package io.clusterboot.messaging;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows the statistics of messages as metrics.
 */
final class MessageMetrics implements MeterBinder {

	private final MessageStatistics statistics;

	MessageMetrics(MessageStatistics statistics) {
		this.statistics = statistics;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("cluster.messages.missed", this.statistics, MessageStatistics::missed)
			.description("Messages of topics that were published and did not arrive")
			.register(registry);
		FunctionCounter.builder("cluster.messages.dropped", this.statistics, MessageStatistics::dropped)
			.description("Messages of topics that a listener had no room for")
			.register(registry);
	}

}
