package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Writes down when it ran, twice a second.
 */
@Component
@ConditionalOnProperty("sample.ticker.file")
class Ticker {

	private final TickerProperties properties;

	private final WorkerIdentity worker;

	Ticker(TickerProperties properties, WorkerIdentity worker) {
		this.properties = properties;
		this.worker = worker;
	}

	/*
	 * One line and one write, which the kernel does not mix with that of another process.
	 */
	@Scheduled(fixedRate = 500)
	void tick() throws IOException, InterruptedException {
		long begin = System.currentTimeMillis();
		Thread.sleep(this.properties.takes().toMillis());
		String line = "%d,%d,%d,%d%n".formatted(begin, System.currentTimeMillis(), ProcessHandle.current().pid(),
				this.worker.index());
		Files.writeString(this.properties.file(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
