package io.clusterboot.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.MasterRequests;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Operation.Ask;
import io.clusterboot.ipc.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a worker through which it asks others, and is asked.
 */
/*
 * Messages come in on the thread that reads the connection, which nothing here holds up:
 * what is measured and what is answered has threads of its own.
 */
public final class Relay implements Colleagues {

	/*
	 * The master waits for 800 ms in a collection, and for 5 s in a question to all; the
	 * rest is for its own part and the way.
	 */
	private static final Duration COLLECTION = Duration.ofSeconds(3);

	private static final Duration QUESTION_TO_ALL = Duration.ofSeconds(10);

	private static final int THREADS = 4;

	private static final int MOST_WAITING = 64;

	/*
	 * A worker that starts is asked again what was asked before it was there.
	 */
	private static final int MOST_WAITING_IN_ORDER = 4096;

	private final MasterRequests requests;

	private final Map<Long, Minutes> minutes = new ConcurrentHashMap<>();

	private final AtomicReference<@Nullable CompletableFuture<List<Statement>>> collection = new AtomicReference<>();

	private final Measurements measurements;

	private final Answers answers;

	/**
	 * Create the relay of a worker.
	 * @param master the master
	 * @param requests all that is asked of the master, told of its replies
	 */
	public Relay(Peer master, MasterRequests requests) {
		this.requests = requests;
		this.measurements = new Measurements(master, Executors.newSingleThreadExecutor(daemon("cluster-metrics")));
		this.answers = new Answers(master, pool("cluster-orders", 1, MOST_WAITING_IN_ORDER),
				pool("cluster-answers", THREADS, MOST_WAITING));
	}

	/**
	 * Let somebody answer what other workers ask. Until then each answer is empty, and so
	 * it is when the respondent throws an exception, which is logged.
	 * @param respondent who answers
	 */
	public void answerBy(Respondent respondent) {
		this.answers.by(respondent);
	}

	/**
	 * Let the master know what this worker measures.
	 * @param gauging what measures; if it throws an exception, this is logged, and the
	 * master has only what it knew before
	 */
	public void measureBy(Gauging gauging) {
		this.measurements.by(gauging);
	}

	/**
	 * Let the master know what has grown. Returns at once.
	 */
	public void grow() {
		this.measurements.grow();
	}

	/**
	 * Let the master know what has grown, because this worker ends.
	 * @param timeout how long to wait at most until that is said
	 */
	public void leave(Duration timeout) {
		this.measurements.growNow(timeout);
	}

	/**
	 * Take in a message.
	 * @param message the message
	 * @return whether it was meant for this
	 */
	public boolean received(Message message) {
		if (message instanceof Told told) {
			take(told);
		}
		else if (message instanceof Collect collect) {
			this.measurements.collect(collect.id());
		}
		else if (message instanceof Asked asked) {
			this.answers.give(asked);
		}
		else {
			return false;
		}
		return true;
	}

	private void take(Told told) {
		Minutes minutes = this.minutes.get(told.id());
		if (minutes != null) {
			minutes.add(told);
		}
	}

	@Override
	public List<Statement> ask(int worker, String question, Duration patience) {
		return ask(new Ask(worker, question, null), patience);
	}

	@Override
	public List<Statement> askAll(String question, @Nullable String subject) {
		return ask(new Ask(Ask.ALL, question, subject), QUESTION_TO_ALL);
	}

	/*
	 * Who asks while another waits, waits for the same answer.
	 */
	@Override
	public List<Statement> collect() {
		CompletableFuture<List<Statement>> ours = new CompletableFuture<>();
		CompletableFuture<List<Statement>> theirs = this.collection.compareAndExchange(null, ours);
		return (theirs == null) ? collectFor(ours) : await(theirs);
	}

	private List<Statement> collectFor(CompletableFuture<List<Statement>> waiting) {
		try {
			List<Statement> statements = ask(new Operation.Collect(), COLLECTION);
			waiting.complete(statements);
			return statements;
		}
		catch (ClusterUnavailableException ex) {
			if (!Thread.currentThread().isInterrupted()) {
				waiting.completeExceptionally(ex);
			}
			throw ex;
		}
		finally {
			this.collection.set(null);
			// What only concerns this thread is no answer for the others: they ask again
			waiting.cancel(false);
		}
	}

	private List<Statement> await(CompletableFuture<List<Statement>> collection) {
		try {
			return collection.get(COLLECTION.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (CancellationException ex) {
			return collect();
		}
		catch (ExecutionException | TimeoutException ex) {
			throw this.requests.unanswered(COLLECTION, ex);
		}
		catch (InterruptedException ex) {
			throw this.requests.interrupted(ex);
		}
	}

	private List<Statement> ask(Operation operation, Duration patience) {
		Minutes taken = new Minutes();
		try {
			return statements(this.requests.ask(operation, patience, (id) -> this.minutes.put(id, taken)), taken);
		}
		finally {
			this.minutes.values().remove(taken);
		}
	}

	private static List<Statement> statements(Answer answer, Minutes minutes) {
		if (minutes.isOverflown()) {
			throw new ClusterUnavailableException("What the workers say is more than fits into the memory of this one",
					null);
		}
		return minutes.of(((Answer.Statements) answer).speakers());
	}

	private static ExecutorService pool(String name, int threads, int mostWaiting) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(mostWaiting), daemon(name));
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static ThreadFactory daemon(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		};
	}

}
