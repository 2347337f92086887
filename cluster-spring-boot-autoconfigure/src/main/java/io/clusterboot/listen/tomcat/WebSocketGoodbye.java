package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * How one WebSocket ends: between two messages, with a close frame that says "going
 * away", and in the end without an answer.
 */
final class WebSocketGoodbye {

	private static final Log logger = LogFactory.getLog(WebSocketGoodbye.class);

	private static final CloseReason GOING_AWAY = new CloseReason(CloseCodes.GOING_AWAY, "The server is going away");

	/*
	 * For a client that had its time to read on.
	 */
	private static final Duration IMPATIENCE = Duration.ofMillis(50);

	private final SocketWrapperBase<?> connection;

	private final WsHttpUpgradeHandler handler;

	private final @Nullable Session session;

	private final Executor executor;

	private final long start = System.nanoTime();

	private boolean begun;

	private volatile @Nullable Long said;

	/**
	 * Create a goodbye.
	 * @param connection the connection
	 * @param handler what Tomcat has on it
	 * @param session its session, if that can be had
	 * @param executor where to do what takes time
	 */
	WebSocketGoodbye(SocketWrapperBase<?> connection, WsHttpUpgradeHandler handler, @Nullable Session session,
			Executor executor) {
		this.connection = connection;
		this.handler = handler;
		this.session = session;
		this.executor = executor;
	}

	/**
	 * Do what can be done now, without waiting for anything.
	 */
	void goOn() {
		Long said = this.said;
		if (!this.begun) {
			begin(!isAtWork() && isBetweenMessages());
		}
		else if (said != null && isOver(said)) {
			this.connection.close();
		}
	}

	private void begin(boolean undisturbed) {
		if (undisturbed || isOver(this.start)) {
			this.begun = true;
			this.executor.execute(() -> say(undisturbed ? OpenWebSockets.PATIENCE : IMPATIENCE));
		}
	}

	/*
	 * Whoever deals with a message that has come in may be about to answer it.
	 */
	private boolean isAtWork() {
		return this.connection.getCurrentProcessor() == null;
	}

	/*
	 * Tomcat sends a close frame also between two parts of a message, and then refuses
	 * the rest. A writer can only be had between two messages, and as long as it is not
	 * closed no message can begin.
	 */
	private boolean isBetweenMessages() {
		try {
			if (this.session != null && this.session.isOpen()) {
				this.session.getBasicRemote().getSendWriter();
			}
			return true;
		}
		catch (IllegalStateException | IOException ex) {
			return false;
		}
	}

	private void say(Duration patience) {
		try {
			if (this.session != null) {
				limitWaiting(this.session, patience);
				this.session.close(GOING_AWAY);
			}
			else {
				this.handler.upgradeDispatch(SocketEvent.STOP);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("A WebSocket was not closed in good order", ex);
		}
		finally {
			this.said = System.nanoTime();
		}
	}

	/*
	 * The client may have to read something before there is room for the close frame.
	 * Tomcat waits for 50 milliseconds or, to flush a batch, for 20 seconds.
	 */
	private static void limitWaiting(Session session, Duration patience) {
		Long millis = patience.toMillis();
		session.getUserProperties().put(Constants.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT_PROPERTY, millis);
		session.getUserProperties().put(Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, millis);
	}

	private static boolean isOver(long start) {
		return System.nanoTime() - start > OpenWebSockets.PATIENCE.toNanos();
	}

}
