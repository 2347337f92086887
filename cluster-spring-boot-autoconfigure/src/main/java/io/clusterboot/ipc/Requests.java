package io.clusterboot.ipc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Questions that wait for their answer.
 *
 * @param <T> type of the answer
 */
public final class Requests<T> {

	private final AtomicLong ids = new AtomicLong();

	private final Map<Long, CompletableFuture<T>> waiting = new ConcurrentHashMap<>();

	/**
	 * Ask, and wait for the answer.
	 * @param question sends the question with the id that it is given
	 * @param timeout how long to wait
	 * @return the answer
	 * @throws TimeoutException if no answer came in time, or none can come any more
	 * @throws InterruptedException if the thread is interrupted
	 */
	public T ask(LongConsumer question, Duration timeout) throws TimeoutException, InterruptedException {
		long id = this.ids.incrementAndGet();
		CompletableFuture<T> answer = new CompletableFuture<>();
		this.waiting.put(id, answer);
		try {
			question.accept(id);
			return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw (TimeoutException) new TimeoutException("The master is gone").initCause(ex.getCause());
		}
		finally {
			this.waiting.remove(id);
		}
	}

	/**
	 * Take in an answer. One that nobody waits for any more is ignored.
	 * @param id id of the question
	 * @param answer the answer
	 */
	public void answered(long id, T answer) {
		CompletableFuture<T> future = this.waiting.get(id);
		if (future != null) {
			future.complete(answer);
		}
	}

	/**
	 * Let nobody wait any longer: no answer can come.
	 */
	public void abandon() {
		this.waiting.values().forEach((future) -> future.completeExceptionally(new IllegalStateException("closed")));
	}

}
