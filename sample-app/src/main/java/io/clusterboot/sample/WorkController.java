package io.clusterboot.sample;

import java.time.Duration;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Stands for a request that takes its time, blocked on I/O or computing.
 */
@RestController
class WorkController {

	private static final int MAX_MILLIS = 60_000;

	private final WorkerIdentity worker;

	WorkController(WorkerIdentity worker) {
		this.worker = worker;
	}

	@GetMapping("/work")
	Work work(@RequestParam(defaultValue = "100") int ms, @RequestParam(defaultValue = "false") boolean cpu) {
		if (ms < 0 || ms > MAX_MILLIS) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"ms: " + ms + " (expected: 0.." + MAX_MILLIS + ")");
		}
		if (cpu) {
			BusyLoop.run(Duration.ofMillis(ms));
		}
		else {
			block(ms);
		}
		return new Work(this.worker.index(), ms, cpu);
	}

	private void block(int ms) {
		try {
			Thread.sleep(ms);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "interrupted while working", ex);
		}
	}

	/**
	 * What was done, and by which worker.
	 */
	record Work(int index, int ms, boolean cpu) {
	}

}
