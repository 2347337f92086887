package io.clusterboot.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.listen.DrainableServer;
import io.clusterboot.listen.RequestPool;
import org.jspecify.annotations.Nullable;

/**
 * A server that writes down what it is told.
 */
final class FakeServer implements DrainableServer {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private volatile @Nullable Exception refusal;

	private volatile @Nullable RequestPool pool;

	List<String> calls() {
		return this.calls;
	}

	void connections(int connections) {
		this.connections.set(connections);
	}

	void refuse(Exception refusal) {
		this.refusal = refusal;
	}

	void pool(RequestPool pool) {
		this.pool = pool;
	}

	@Override
	public void activate() throws IOException {
		this.calls.add("activate");
		if (this.refusal instanceof IOException ex) {
			throw ex;
		}
		if (this.refusal instanceof RuntimeException ex) {
			throw ex;
		}
	}

	@Override
	public void emptyQueue(Duration timeout) {
		this.calls.add("emptyQueue " + timeout);
	}

	@Override
	public void stopAccepting() {
		this.calls.add("stopAccepting");
	}

	@Override
	public void closeIdle(Duration idle) {
		this.calls.add("closeIdle " + idle);
	}

	@Override
	public int connections() {
		return this.connections.get();
	}

	@Override
	public long requests() {
		return 7;
	}

	@Override
	public int busyThreads() {
		return 3;
	}

	@Override
	public int maxThreads() {
		return 200;
	}

	@Override
	public List<RequestPool> pools() {
		RequestPool pool = this.pool;
		return (pool != null) ? List.of(pool) : List.of();
	}

}
