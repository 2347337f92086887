package io.clusterboot.listen.tomcat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Knows which thread works on which request, and logs each request that takes too long
 * once, with what its thread is doing.
 */
final class SlowRequests {

	private static final Log logger = LogFactory.getLog(SlowRequests.class);

	private final Map<Thread, RequestUnderWay> requests = new ConcurrentHashMap<>();

	private final Duration limit;

	private final LongSupplier clock;

	/**
	 * Create an empty collection.
	 * @param limit how long a request may take
	 */
	SlowRequests(Duration limit) {
		this(limit, System::nanoTime);
	}

	SlowRequests(Duration limit, LongSupplier clock) {
		this.limit = limit;
		this.clock = clock;
	}

	/**
	 * This thread begins to work on a request.
	 * @param method its method
	 * @param uri what the client asked for
	 */
	void begin(String method, String uri) {
		this.requests.put(Thread.currentThread(), new RequestUnderWay(method, uri, this.clock.getAsLong()));
	}

	/**
	 * This thread has stopped to work on its request.
	 * @return whether the request was logged
	 */
	boolean end() {
		RequestUnderWay ended = this.requests.remove(Thread.currentThread());
		return ended != null && ended.isReported();
	}

	/**
	 * Log what takes too long by now.
	 */
	void report() {
		long now = this.clock.getAsLong();
		this.requests.forEach((thread, request) -> {
			if (request.age(now) > this.limit.toNanos() && !request.isReported()) {
				report(thread, request, Duration.ofNanos(request.age(now)));
			}
		});
	}

	/*
	 * The stack is worth something only if the thread was still at this request when it
	 * was taken.
	 */
	private void report(Thread thread, RequestUnderWay request, Duration age) {
		StackTraceElement[] stack = thread.getStackTrace();
		if (this.requests.get(thread) == request) {
			request.reported();
			logger.warn(request + " has taken " + age.toMillis() + "ms so far (cluster.slow-request="
					+ this.limit.toMillis() + "ms). Its thread '" + thread.getName() + "' is here:" + text(stack));
		}
	}

	private static String text(StackTraceElement[] stack) {
		StringBuilder text = new StringBuilder();
		for (StackTraceElement frame : stack) {
			text.append(System.lineSeparator()).append("\tat ").append(plain(frame));
		}
		return text.toString();
	}

	/*
	 * As exceptions show it. In the stack of another thread, some JDKs name the class
	 * loader and the module with each frame.
	 */
	private static StackTraceElement plain(StackTraceElement frame) {
		return new StackTraceElement(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
				frame.getLineNumber());
	}

}
