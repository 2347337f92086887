package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link SlowRequests} of each request, and lets it look from time to time.
 */
/*
 * What waits without a thread, as asynchronous requests do, has no stack to show. Each
 * time that a thread goes on with such a request it counts anew, but the request is
 * logged once.
 */
final class SlowRequestValve extends ValveBase {

	private static final String LOGGED = SlowRequestValve.class.getName();

	private static final int LOOKS_PER_LIMIT = 10;

	private static final long SHORTEST_MILLIS = 20;

	private static final long LONGEST_MILLIS = 1000;

	private final SlowRequests requests;

	private final long interval;

	private @Nullable ScheduledExecutorService timer;

	/**
	 * Create a valve.
	 * @param limit how long a request may take
	 */
	SlowRequestValve(Duration limit) {
		super(true);
		this.requests = new SlowRequests(limit);
		this.interval = Math.max(SHORTEST_MILLIS, Math.min(LONGEST_MILLIS, limit.toMillis() / LOOKS_PER_LIMIT));
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (request.getNote(LOGGED) != null) {
			getNext().invoke(request, response);
			return;
		}
		this.requests.begin(request.getMethod(), request.getRequestURI());
		try {
			getNext().invoke(request, response);
		}
		finally {
			if (this.requests.end()) {
				request.setNote(LOGGED, true);
			}
		}
	}

	@Override
	protected void startInternal() throws LifecycleException {
		ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "cluster-slow-requests");
			thread.setDaemon(true);
			return thread;
		});
		timer.scheduleWithFixedDelay(this.requests::report, this.interval, this.interval, TimeUnit.MILLISECONDS);
		this.timer = timer;
		super.startInternal();
	}

	@Override
	protected void stopInternal() throws LifecycleException {
		super.stopInternal();
		if (this.timer != null) {
			this.timer.shutdownNow();
		}
	}

}
