package io.clusterboot.listen.tomcat;

import java.util.concurrent.Executor;

import io.clusterboot.listen.WorkerSocket;
import org.apache.coyote.RequestGroupInfo;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;

/**
 * HTTP on a socket that other processes accept from, too. Tomcat creates it by the name
 * of the class.
 */
public final class ClusterHttp11NioProtocol extends Http11NioProtocol {

	/**
	 * Create a protocol that has no socket yet.
	 */
	public ClusterHttp11NioProtocol() {
		super(new ClusterNioEndpoint());
	}

	void setSocket(WorkerSocket socket) {
		endpoint().setSocket(socket);
	}

	ClusterNioEndpoint endpoint() {
		return (ClusterNioEndpoint) getEndpoint();
	}

	long requests() {
		return (getHandler().getGlobal() instanceof RequestGroupInfo requests) ? requests.getRequestCount() : 0;
	}

	int busyThreads() {
		Executor executor = getExecutor();
		return (executor instanceof ThreadPoolExecutor pool) ? pool.getActiveCount() : 0;
	}

}
