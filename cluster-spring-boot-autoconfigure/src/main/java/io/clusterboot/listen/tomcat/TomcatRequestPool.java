package io.clusterboot.listen.tomcat;

import java.util.concurrent.Executor;

import io.clusterboot.listen.RequestPool;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;

/**
 * The request threads of a Tomcat connector: a pool, virtual threads, or an executor of
 * the application.
 */
final class TomcatRequestPool implements RequestPool {

	private final ClusterHttp11NioProtocol protocol;

	TomcatRequestPool(ClusterHttp11NioProtocol protocol) {
		this.protocol = protocol;
	}

	/*
	 * An executor of the application may refuse in its own words.
	 */
	@Override
	public boolean offer(Runnable task) {
		Executor executor = this.protocol.getExecutor();
		if (executor == null) {
			task.run();
			return true;
		}
		try {
			executor.execute(task);
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/*
	 * Who does not count tasks has at least answered requests.
	 */
	@Override
	public long finished() {
		return (this.protocol.getExecutor() instanceof ThreadPoolExecutor pool) ? pool.getCompletedTaskCount()
				: this.protocol.requests();
	}

}
