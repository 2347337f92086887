package io.clusterboot.sample;

import java.time.Duration;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Slows down the start of a worker, or lets it fail.
 */
@Component
class StartupChaos implements InitializingBean {

	private final ChaosProperties properties;

	private final WorkerIdentity worker;

	StartupChaos(ChaosProperties properties, WorkerIdentity worker) {
		this.properties = properties;
		this.worker = worker;
	}

	@Override
	public void afterPropertiesSet() throws InterruptedException {
		Integer onlyIndex = this.properties.onlyIndex();
		if (onlyIndex != null && onlyIndex != this.worker.index()) {
			return;
		}
		Duration slowStart = this.properties.slowStart();
		Thread.sleep(slowStart.toMillis());
		String failStart = this.properties.failStart();
		if (failStart != null) {
			throw new IllegalStateException(failStart);
		}
	}

}
