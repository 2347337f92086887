package io.clusterboot.sample;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Stands for a response that comes bit by bit: numbered lines, and {@code end} as the
 * last.
 */
@RestController
class StreamController {

	private static final int MAX_SECONDS = 600;

	private static final int MAX_MILLIS = 60_000;

	// The usual 30 s for an asynchronous request would break off a long stream.
	private static final long NO_TIMEOUT = 0;

	@GetMapping(path = "/stream", produces = MediaType.TEXT_PLAIN_VALUE)
	ResponseBodyEmitter stream(@RequestParam(defaultValue = "10") int seconds,
			@RequestParam(defaultValue = "100") int everyMs) {
		requireInRange("seconds", seconds, MAX_SECONDS);
		requireInRange("everyMs", everyMs, MAX_MILLIS);
		long lines = TimeUnit.SECONDS.toMillis(seconds) / everyMs;
		ResponseBodyEmitter emitter = new ResponseBodyEmitter(NO_TIMEOUT);
		Thread thread = new Thread(() -> send(emitter, lines, everyMs), "stream");
		thread.setDaemon(true);
		thread.start();
		return emitter;
	}

	private void send(ResponseBodyEmitter emitter, long lines, int everyMs) {
		try {
			for (long line = 1; line <= lines; line++) {
				emitter.send(line + "\n");
				Thread.sleep(everyMs);
			}
			emitter.send("end\n");
			emitter.complete();
		}
		catch (IOException | IllegalStateException ex) {
			// The client is gone, which the container sees for itself
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			emitter.completeWithError(ex);
		}
	}

	private static void requireInRange(String name, int value, int max) {
		if (value < 1 || value > max) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					name + ": " + value + " (expected: 1.." + max + ")");
		}
	}

}
