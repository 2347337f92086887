package io.clusterboot.sample;

import java.lang.management.ManagementFactory;
import java.time.Instant;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells which worker answers.
 */
@RestController
class WhoAmIController {

	private final WorkerIdentity worker;

	private final String version;

	private final Instant startedAt = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

	WhoAmIController(WorkerIdentity worker, ShopProperties shop) {
		this.worker = worker;
		this.version = shop.version();
	}

	// A browser keeps its connection, and with it its worker, unless the answer ends it.
	@GetMapping("/whoami")
	WhoAmI whoAmI(@RequestParam(defaultValue = "false") boolean close, HttpServletResponse response) {
		if (close) {
			response.setHeader(HttpHeaders.CONNECTION, "close");
		}
		return new WhoAmI(this.worker.index(), ProcessHandle.current().pid(), this.worker.generation(),
				this.worker.count(), this.version, Thread.currentThread().getName(), this.startedAt);
	}

	/**
	 * The answer of one worker about itself.
	 */
	record WhoAmI(int index, long pid, int generation, int count, String version, String thread, Instant startedAt) {
	}

}
