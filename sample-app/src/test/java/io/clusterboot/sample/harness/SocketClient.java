package io.clusterboot.sample.harness;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A client of a WebSocket that answers each text with one.
 */
public final class SocketClient implements AutoCloseable {

	/**
	 * What {@link #awaitClose} tells of a connection that ended without saying why.
	 */
	public static final int ABNORMAL = 1006;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final WebSocket socket;

	private volatile CompletableFuture<String> reply = new CompletableFuture<>();

	private SocketClient(URI uri) {
		CompletableFuture<WebSocket> opened = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.connectTimeout(TIMEOUT)
			.buildAsync(uri, new Listener());
		this.socket = get(opened, "connected to " + uri, TIMEOUT);
	}

	/**
	 * Connect to a port of this machine's loopback interface.
	 * @param port the port
	 * @param path the path
	 * @return the client, connected
	 */
	public static SocketClient connect(int port, String path) {
		return new SocketClient(URI.create("ws://127.0.0.1:" + port + path));
	}

	/**
	 * Send a text and wait for the answer.
	 * @param text the text
	 * @return the answer
	 */
	public String send(String text) {
		CompletableFuture<String> expected = new CompletableFuture<>();
		this.reply = expected;
		this.closed.whenComplete((code, ex) -> expected
			.completeExceptionally(new IllegalStateException("The socket was closed with code " + code)));
		this.socket.sendText(text, true).whenComplete((sent, ex) -> {
			if (ex != null) {
				expected.completeExceptionally(ex);
			}
		});
		return get(expected, "answered '" + text + "'", TIMEOUT);
	}

	/**
	 * Whether neither side has ended the connection.
	 * @return true if it can be used
	 */
	public boolean isOpen() {
		return !this.closed.isDone();
	}

	/**
	 * Wait until the connection has ended.
	 * @param timeout how long at most
	 * @return the code the server closed it with, or {@link #ABNORMAL} if it did not
	 */
	public int awaitClose(Duration timeout) {
		return get(this.closed, "closed", timeout);
	}

	/**
	 * Tell the server that this client goes.
	 */
	public void leave() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
	}

	@Override
	public void close() {
		this.socket.abort();
		this.closed.complete(ABNORMAL);
	}

	private static <T> T get(CompletableFuture<T> future, String what, Duration timeout) {
		try {
			return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			Throwable cause = (ex instanceof ExecutionException) ? ex.getCause() : ex;
			throw new AssertionError("Not %s within %s: %s".formatted(what, timeout, cause), cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted before the socket " + what, ex);
		}
	}

	/**
	 * Passes on what comes in.
	 */
	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				SocketClient.this.reply.complete(this.text.toString());
				this.text.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			SocketClient.this.closed.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			SocketClient.this.closed.complete(ABNORMAL);
		}

	}

}
