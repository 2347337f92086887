package io.clusterboot.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.clusterboot.ClusterStatus;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Rejected;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Requests;
import io.clusterboot.ipc.RunPaths;

/**
 * A conversation with a running master.
 */
final class MasterConnection implements Connection.Listener, AutoCloseable {

	/*
	 * What takes its time is over when it is over; whether the master still lives is
	 * asked meanwhile.
	 */
	private static final Duration UNTIL_IT_IS_OVER = Duration.ofDays(365);

	private final Connection connection;

	private final OptionalLong pid;

	private final Patience patience;

	private final Requests<Answer> requests = new Requests<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile int otherVersion;

	private MasterConnection(Connection connection, OptionalLong pid, Patience patience) {
		this.connection = connection;
		this.pid = pid;
		this.patience = patience;
	}

	/**
	 * Connect to a running master.
	 * @param whereabouts where it runs
	 * @param patience how long to wait for it
	 * @return a conversation that has begun
	 * @throws CommandException if there is none, or none that lets this user in
	 */
	static MasterConnection open(Whereabouts whereabouts, Patience patience) {
		RunPaths paths = whereabouts.find();
		OptionalLong pid = MasterPid.holder(paths);
		MasterConnection master = new MasterConnection(connect(whereabouts, paths, pid, patience), pid, patience);
		master.connection.start("cluster-command", master);
		master.connection.send(new Attach(Message.VERSION));
		return master;
	}

	/*
	 * It waits where the master is suspended and others wait already: the queue is full.
	 */
	private static Connection connect(Whereabouts whereabouts, RunPaths paths, OptionalLong pid, Patience patience) {
		try {
			return inBackground(() -> Connection.open(paths.socket())).get(patience.first().toMillis(),
					TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof ConnectException) {
				throw whereabouts.nothingRuns(paths, "its control socket was left behind by a master that has ended");
			}
			if (ex.getCause() instanceof IOException && !Files.isWritable(paths.socket())) {
				throw Whereabouts.denied(paths);
			}
			throw whereabouts.nothingRuns(paths, "its control socket cannot be used: " + ex.getCause());
		}
		catch (TimeoutException ex) {
			throw silent(pid, patience.first());
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Ask how everybody is.
	 * @return the state of the cluster
	 * @throws CommandException if the master does not tell
	 */
	ClusterStatus status() {
		return status(this.patience.first());
	}

	private ClusterStatus status(Duration timeout) {
		return expect(Answer.Status.class, ask(new Operation.Status(), timeout)).status();
	}

	/**
	 * Ask for something, and wait until it is over.
	 * @param operation what to do
	 * @param watcher told how everybody is meanwhile, again and again
	 * @return the answer
	 * @throws CommandException if the master does not answer
	 */
	Answer perform(Operation operation, Consumer<ClusterStatus> watcher) {
		Future<Answer> answer = inBackground(() -> ask(operation, UNTIL_IT_IS_OVER));
		try {
			while (!isDone(answer)) {
				watcher.accept(status(this.patience.later()));
			}
			return answer.get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof CommandException failure) ? failure
					: new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	private boolean isDone(Future<Answer> answer) throws ExecutionException, InterruptedException {
		try {
			answer.get(this.patience.interval().toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	/**
	 * Wait until the master has closed the connection, as it does last of all.
	 * @param watcher told how everybody is meanwhile, again and again
	 * @throws CommandException if the master does not tell, be it that it is gone
	 */
	void awaitEnd(Consumer<ClusterStatus> watcher) {
		try {
			while (!this.closed.await(this.patience.interval().toMillis(), TimeUnit.MILLISECONDS)) {
				watcher.accept(status(this.patience.later()));
			}
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	private Answer ask(Operation operation, Duration timeout) {
		try {
			return this.requests.ask((id) -> send(new Request(id, operation)), timeout);
		}
		catch (TimeoutException ex) {
			throw explain(timeout);
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/*
	 * Whoever asks after the end would not be told of it.
	 */
	private void send(Request request) {
		this.connection.send(request);
		if (isClosed()) {
			this.requests.abandon();
		}
	}

	private CommandException explain(Duration timeout) {
		if (this.otherVersion != 0) {
			return new CommandException(ExitCode.FAILED,
					"The master" + text(this.pid) + " speaks version " + this.otherVersion
							+ " of the protocol, this command version " + Message.VERSION
							+ ". Run the command from the jar that the master was started from.");
		}
		if (!isClosed()) {
			return silent(this.pid, timeout);
		}
		if (this.pid.isPresent() && !new MasterPid(this.pid.getAsLong()).isAlive()) {
			return new CommandException(ExitCode.NOTHING_RUNS, "The master" + text(this.pid) + " has ended.");
		}
		return new CommandException(ExitCode.NO_ANSWER,
				"The master" + text(this.pid) + " closed the connection without an answer. Look at its log.");
	}

	private static CommandException silent(OptionalLong pid, Duration timeout) {
		boolean suspended = pid.stream().mapToObj(MasterPid::new).anyMatch(MasterPid::isSuspended);
		String fact = "The master" + text(pid) + " did not answer within " + Figures.duration(timeout);
		return new CommandException(ExitCode.NO_ANSWER,
				suspended ? fact + ": it is suspended. Let it go on with 'kill -CONT " + pid.getAsLong() + "'."
						: fact + ". Look at its log, and at its threads with jstack.");
	}

	private static String text(OptionalLong pid) {
		return pid.isPresent() ? " (pid " + pid.getAsLong() + ")" : "";
	}

	private static CommandException interrupted() {
		Thread.currentThread().interrupt();
		return new CommandException(ExitCode.FAILED, "The command was interrupted; what it has asked for goes on.");
	}

	/**
	 * Take the answer for what it should be.
	 * @param <T> type of the answer
	 * @param type what it should be
	 * @param answer the answer
	 * @return the answer
	 * @throws CommandException if the master has refused
	 */
	static <T extends Answer> T expect(Class<T> type, Answer answer) {
		if (type.isInstance(answer)) {
			return type.cast(answer);
		}
		if (answer instanceof Answer.Conflict conflict) {
			throw new CommandException(ExitCode.FAILED, "The master refused: " + conflict.reason());
		}
		throw new IllegalStateException("An answer that was not asked for: " + answer);
	}

	private static <T> Future<T> inBackground(Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		Thread thread = new Thread(future, "cluster-command");
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	@Override
	public void received(Peer peer, Message message) {
		if (message instanceof Reply reply) {
			this.requests.answered(reply.id(), reply.answer());
		}
		else if (message instanceof Rejected rejected) {
			this.otherVersion = rejected.version();
			this.requests.abandon();
		}
	}

	@Override
	public void closed(Peer peer) {
		this.closed.countDown();
		this.requests.abandon();
	}

	@Override
	public void close() {
		this.connection.close();
	}

	/**
	 * How long to wait for an answer that needs no work.
	 *
	 * @param first at the beginning
	 * @param later while something is under way, which may be on a busy machine
	 * @param interval at which it is asked meanwhile how everybody is
	 */
	record Patience(Duration first, Duration later, Duration interval) {

		static final Patience DEFAULT = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(10),
				Duration.ofMillis(200));

	}

}
