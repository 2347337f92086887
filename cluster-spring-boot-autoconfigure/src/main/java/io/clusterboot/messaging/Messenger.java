package io.clusterboot.messaging;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clusterboot.ClusterMessaging;
import io.clusterboot.ClusterMessagingException;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages by way of a transport.
 */
final class Messenger implements ClusterMessaging {

	private final Transport transport;

	private final MessageJson json;

	private final String publisher = ProcessHandle.current().pid() + "-"
			+ Long.toHexString(new SecureRandom().nextLong());

	private final Map<Destination, Outlet> outlets = new ConcurrentHashMap<>();

	private final Runnable firstUse;

	/**
	 * Create one that has sent nothing.
	 * @param transport sends messages
	 * @param json writes them
	 * @param firstUse called before each, does something before the first
	 */
	Messenger(Transport transport, MessageJson json, Runnable firstUse) {
		this.transport = transport;
		this.json = json;
		this.firstUse = firstUse;
	}

	@Override
	public void publish(String topic, Object payload) {
		send(Destination.topic(topic), payload, this.transport::publish);
	}

	@Override
	public void enqueue(String queue, Object payload) {
		send(Destination.queue(queue), payload, this.transport::enqueue);
	}

	private void send(Destination destination, Object payload, Sender sender) {
		this.firstUse.run();
		byte[] content = this.json.write(destination, payload);
		await(destination, begin(destination, content, sender));
	}

	private CompletionStage<?> begin(Destination destination, byte[] content, Sender sender) {
		try {
			return this.outlets.computeIfAbsent(destination, (key) -> new Outlet())
				.send((number) -> sender.send(destination.name(), new Parcel(this.publisher, number, content)));
		}
		catch (RuntimeException ex) {
			throw failure(destination, "was not sent", ex);
		}
	}

	private void await(Destination destination, CompletionStage<?> sent) {
		Duration patience = this.transport.patience();
		try {
			sent.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(destination, "was perhaps not sent", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw failure(destination, "was not acknowledged within " + patience.toMillis() + " ms", null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure(destination, "was perhaps not sent: its thread was interrupted", ex);
		}
	}

	private static ClusterMessagingException failure(Destination destination, String what, @Nullable Throwable cause) {
		String reason = (cause == null || cause instanceof InterruptedException) ? "" : ": " + cause.getMessage();
		return new ClusterMessagingException("A message for " + destination + " " + what + reason, cause);
	}

	/**
	 * The way to topics, or to queues.
	 */
	private interface Sender {

		CompletionStage<?> send(String name, Parcel parcel);

	}

}
