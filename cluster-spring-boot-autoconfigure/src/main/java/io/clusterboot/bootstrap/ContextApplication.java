package io.clusterboot.bootstrap;

import io.clusterboot.ClusterEvent;
import io.clusterboot.worker.WorkerApplication;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application of this worker, by its context.
 */
final class ContextApplication implements WorkerApplication {

	private final ConfigurableApplicationContext context;

	ContextApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void refuseTraffic() {
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
	}

	@Override
	public void publish(ClusterEvent event) {
		if (this.context.isActive()) {
			this.context.publishEvent(event);
		}
	}

}
