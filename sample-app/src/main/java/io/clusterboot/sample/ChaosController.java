package io.clusterboot.sample;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Makes trouble in the worker that happens to answer, to watch how the master deals with
 * it.
 */
@RestController
@Profile("chaos")
@RequestMapping("/chaos")
class ChaosController {

	private static final int MEGABYTE = 1024 * 1024;

	private static final int MAX_SECONDS = 600;

	private final Queue<byte[]> leaked = new ConcurrentLinkedQueue<>();

	// Not on the request thread: the shutdown would wait for the very request it is
	// called in.
	@PostMapping("/exit")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void exit(@RequestParam(defaultValue = "1") int code) {
		new Thread(() -> System.exit(code), "chaos-exit").start();
	}

	@PostMapping("/halt")
	void halt(@RequestParam(defaultValue = "1") int code) {
		Runtime.getRuntime().halt(code);
	}

	@PostMapping("/oom")
	void outOfMemory() {
		long chunks = Runtime.getRuntime().maxMemory() / MEGABYTE + 1;
		List<byte[]> hoard = new ArrayList<>();
		for (long i = 0; i < chunks; i++) {
			hoard.add(new byte[MEGABYTE]);
		}
		throw new IllegalStateException("no OutOfMemoryError after " + hoard.size() + " MB");
	}

	@PostMapping("/crash")
	void crash() throws ReflectiveOperationException {
		Class<?> unsafe = Class.forName("sun.misc.Unsafe");
		Field instance = unsafe.getDeclaredField("theUnsafe");
		instance.setAccessible(true);
		unsafe.getMethod("putAddress", long.class, long.class).invoke(instance.get(null), 0L, 0L);
	}

	@PostMapping("/spin")
	void spin(@RequestParam(defaultValue = "60") int seconds) {
		BusyLoop.run(Duration.ofSeconds(requireInRange("seconds", seconds, MAX_SECONDS)));
	}

	@PostMapping("/deadlock")
	void deadlock() {
		Object first = new Object();
		Object second = new Object();
		CountDownLatch bothHeld = new CountDownLatch(2);
		Thread other = new Thread(() -> lock(second, first, bothHeld), "chaos-deadlock");
		other.setDaemon(true);
		other.start();
		lock(first, second, bothHeld);
	}

	@PostMapping("/leak")
	Leak leak(@RequestParam(defaultValue = "16") int mb) {
		requireInRange("mb", mb, 1024);
		for (int i = 0; i < mb; i++) {
			this.leaked.add(new byte[MEGABYTE]);
		}
		return new Leak(this.leaked.size());
	}

	/*
	 * No OutOfMemoryError, which would end the worker: there is always a little room, and
	 * a collection makes it again.
	 */
	@PostMapping("/hoard")
	void hoard(@RequestParam(defaultValue = "60") int seconds) {
		requireInRange("seconds", seconds, MAX_SECONDS);
		new HeapHoard(Runtime.getRuntime()).keep(Duration.ofSeconds(seconds));
	}

	@PostMapping("/suspend")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void suspend(@RequestParam(defaultValue = "60") int seconds) throws IOException {
		requireInRange("seconds", seconds, MAX_SECONDS);
		String pid = Long.toString(ProcessHandle.current().pid());
		// The first pause lets the answer out.
		String script = "sleep 0.2; kill -STOP \"$1\"; sleep \"$2\"; kill -CONT \"$1\"";
		new ProcessBuilder("sh", "-c", script, "suspend", pid, Integer.toString(seconds)).start();
	}

	private static void lock(Object outer, Object inner, CountDownLatch bothHeld) {
		synchronized (outer) {
			bothHeld.countDown();
			try {
				bothHeld.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			synchronized (inner) {
				throw new IllegalStateException("no deadlock");
			}
		}
	}

	private static int requireInRange(String name, int value, int max) {
		if (value < 1 || value > max) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					name + ": " + value + " (expected: 1.." + max + ")");
		}
		return value;
	}

	/**
	 * How much memory of this worker is lost by now.
	 */
	record Leak(int totalMegabytes) {
	}

}
