package io.clusterboot.redis.lettuce;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;

import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;

/**
 * Threads and reconnects of a client that is one of many on the same machine.
 */
final class WorkerResources implements ClientResourcesBuilderCustomizer {

	/*
	 * The least that Lettuce allows. It would take one per processor, in each worker.
	 */
	private static final int THREADS = 2;

	private static final Duration LONGEST = Duration.ofSeconds(1);

	private static final long BASE_MILLIS = 50;

	/*
	 * Chance decides over the whole wait: all workers lose Redis in the same moment.
	 */
	@Override
	public void customize(ClientResources.Builder builder) {
		builder.ioThreadPoolSize(THREADS)
			.computationThreadPoolSize(THREADS)
			.reconnectDelay(Delay.fullJitter(Duration.ZERO, LONGEST, BASE_MILLIS, TimeUnit.MILLISECONDS));
	}

}
