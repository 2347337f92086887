package io.clusterboot.listen;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All web servers of a worker, usually one.
 */
public final class DrainableServers implements DrainableServer {

	private final List<DrainableServer> servers = new CopyOnWriteArrayList<>();

	private final ListenMode mode;

	/**
	 * Create an empty collection.
	 * @param mode how they get to the application's port
	 */
	public DrainableServers(ListenMode mode) {
		this.mode = mode;
	}

	/**
	 * Return how they get to the application's port.
	 * @return the mode
	 */
	public ListenMode mode() {
		return this.mode;
	}

	/**
	 * Add a server.
	 * @param server the server
	 */
	public void add(DrainableServer server) {
		this.servers.add(server);
	}

	/**
	 * Return whether there is none.
	 * @return whether no server was added
	 */
	public boolean isEmpty() {
		return this.servers.isEmpty();
	}

	@Override
	public void activate() throws IOException {
		for (DrainableServer server : this.servers) {
			server.activate();
		}
	}

	@Override
	public void emptyQueue(Duration timeout) {
		this.servers.forEach((server) -> server.emptyQueue(timeout));
	}

	@Override
	public void stopAccepting() {
		this.servers.forEach(DrainableServer::stopAccepting);
	}

	@Override
	public void closeIdle(Duration idle) {
		this.servers.forEach((server) -> server.closeIdle(idle));
	}

	@Override
	public int connections() {
		return this.servers.stream().mapToInt(DrainableServer::connections).sum();
	}

	@Override
	public long requests() {
		return this.servers.stream().mapToLong(DrainableServer::requests).sum();
	}

	@Override
	public int busyThreads() {
		return this.servers.stream().mapToInt(DrainableServer::busyThreads).sum();
	}

	@Override
	public int maxThreads() {
		int[] each = this.servers.stream().mapToInt(DrainableServer::maxThreads).toArray();
		return (each.length > 0 && Arrays.stream(each).allMatch((threads) -> threads >= 0)) ? Arrays.stream(each).sum()
				: -1;
	}

	@Override
	public List<RequestPool> pools() {
		return this.servers.stream().flatMap((server) -> server.pools().stream()).toList();
	}

}
