package io.clusterboot.sample;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Slows down the start of a worker, lets it fail or never end, or ends the worker soon
 * after it.
 */
@Component
class StartupChaos implements InitializingBean {

	private final ChaosProperties properties;

	private final WorkerIdentity worker;

	private final Runnable death;

	@Autowired
	StartupChaos(ChaosProperties properties, WorkerIdentity worker) {
		this(properties, worker, () -> Runtime.getRuntime().halt(1));
	}

	StartupChaos(ChaosProperties properties, WorkerIdentity worker, Runnable death) {
		this.properties = properties;
		this.worker = worker;
		this.death = death;
	}

	@Override
	public void afterPropertiesSet() throws InterruptedException {
		if (!isConcerned()) {
			return;
		}
		Thread.sleep(this.properties.slowStart().toMillis());
		String failStart = this.properties.failStart();
		if (failStart != null) {
			throw new IllegalStateException(failStart);
		}
		if (this.properties.neverReady()) {
			new CountDownLatch(1).await();
		}
	}

	@EventListener(ApplicationReadyEvent.class)
	void dieLater() {
		Duration dieAfter = this.properties.dieAfter();
		if (dieAfter != null && isConcerned()) {
			Thread thread = new Thread(() -> dieAfter(dieAfter), "chaos-die");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void dieAfter(Duration time) {
		try {
			Thread.sleep(time.toMillis());
			this.death.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isConcerned() {
		Integer onlyIndex = this.properties.onlyIndex();
		return onlyIndex == null || onlyIndex == this.worker.index();
	}

}
