package io.clusterboot.listen.tomcat;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.websocket.Session;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Ends the WebSockets of a server that leaves, because they do not end by themselves.
 */
/*
 * WsWebSocketContainer.destroy would close all sessions, too. But it closes them one
 * after the other in the calling thread, those to other servers as well, and gives up a
 * message that is being sent after 50 milliseconds.
 */
final class OpenWebSockets {

	/*
	 * Applications are told in these threads, too, that their sessions are closed.
	 */
	private static final int THREADS = 16;

	/*
	 * The answer of a client that can answer takes a round trip.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Executor executor = executor();

	/*
	 * Nobody tells when a connection ends. A handler knows its connection, and whoever
	 * works for the connection knows the handler.
	 */
	private final Map<SocketWrapperBase<?>, WeakReference<WsHttpUpgradeHandler>> handlers = Collections
		.synchronizedMap(new WeakHashMap<>());

	private final Map<SocketWrapperBase<?>, WebSocketGoodbye> goodbyes = new HashMap<>();

	private final @Nullable Field sessionField;

	OpenWebSockets() {
		this(ReflectionUtils.findField(WsHttpUpgradeHandler.class, "wsSession"));
	}

	/*
	 * Tomcat shows its sessions to nobody but their endpoints.
	 */
	OpenWebSockets(@Nullable Field sessionField) {
		this.sessionField = sessionField;
		if (sessionField != null) {
			ReflectionUtils.makeAccessible(sessionField);
		}
	}

	/**
	 * Take note of a connection that is no longer one for HTTP requests.
	 * @param connection the connection
	 * @param handler who deals with it from now on
	 */
	void upgraded(SocketWrapperBase<?> connection, HttpUpgradeHandler handler) {
		if (handler instanceof WsHttpUpgradeHandler webSocket) {
			this.handlers.put(connection, new WeakReference<>(webSocket));
		}
	}

	/**
	 * Tell the clients that the server is going away, and close the connections of those
	 * who were told and have not answered. Returns at once, to be called again and again.
	 */
	void close() {
		handlers().forEach((connection, reference) -> {
			WsHttpUpgradeHandler handler = reference.get();
			if (handler != null && !connection.isClosed()) {
				this.goodbyes.computeIfAbsent(connection, (added) -> goodbye(added, handler)).goOn();
			}
		});
	}

	private Map<SocketWrapperBase<?>, WeakReference<WsHttpUpgradeHandler>> handlers() {
		synchronized (this.handlers) {
			return new HashMap<>(this.handlers);
		}
	}

	private WebSocketGoodbye goodbye(SocketWrapperBase<?> connection, WsHttpUpgradeHandler handler) {
		Session session = (this.sessionField != null) ? (Session) ReflectionUtils.getField(this.sessionField, handler)
				: null;
		return new WebSocketGoodbye(connection, handler, session, this.executor);
	}

	private static Executor executor() {
		ThreadFactory factory = (task) -> {
			Thread thread = new Thread(task, "cluster-websockets");
			thread.setDaemon(true);
			return thread;
		};
		ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), factory);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
