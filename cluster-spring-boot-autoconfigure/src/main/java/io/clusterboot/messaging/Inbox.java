package io.clusterboot.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one listener, which takes one after the other.
 */
/*
 * A listener has a thread only while there is something for it. One that takes its time
 * keeps no other from its messages, and never the one who brings them.
 */
final class Inbox {

	/*
	 * What a message takes up besides its content, at least.
	 */
	private static final int OVERHEAD = 100;

	private final Consumer<Parcel> listener;

	private final Executor executor;

	private final long capacity;

	private final Deque<Parcel> waiting = new ArrayDeque<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private long size;

	private boolean busy;

	private boolean closed;

	/**
	 * Create one that is empty.
	 * @param listener handles messages, and does not throw
	 * @param executor has a thread for it at once
	 * @param capacity how many bytes may wait
	 */
	Inbox(Consumer<Parcel> listener, Executor executor, long capacity) {
		this.listener = listener;
		this.executor = executor;
		this.capacity = capacity;
	}

	/**
	 * Put a message in.
	 * @return {@code false} if there is no room for it
	 */
	synchronized boolean offer(Parcel parcel) {
		if (this.closed) {
			return true;
		}
		if (!this.waiting.isEmpty() && this.size + sizeOf(parcel) > this.capacity) {
			return false;
		}
		this.waiting.add(parcel);
		this.size += sizeOf(parcel);
		if (!this.busy) {
			this.busy = true;
			this.executor.execute(this::handle);
		}
		return true;
	}

	/**
	 * Forget what waits.
	 * @return completes when the listener is done with the message it has
	 */
	synchronized CompletableFuture<Void> close() {
		this.closed = true;
		this.waiting.clear();
		this.size = 0;
		if (!this.busy) {
			this.ended.complete(null);
		}
		return this.ended;
	}

	private void handle() {
		for (Parcel parcel = next(); parcel != null; parcel = next()) {
			this.listener.accept(parcel);
		}
	}

	private synchronized @Nullable Parcel next() {
		Parcel parcel = this.waiting.poll();
		if (parcel != null) {
			this.size -= sizeOf(parcel);
			return parcel;
		}
		this.busy = false;
		if (this.closed) {
			this.ended.complete(null);
		}
		return null;
	}

	private static int sizeOf(Parcel parcel) {
		return parcel.content().length + OVERHEAD;
	}

}
