package io.clusterboot.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.MasterRequests;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Lead;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.StopAccepting;
import io.clusterboot.ipc.Message.TaskChanged;
import io.clusterboot.ipc.Message.Welcome;
import io.clusterboot.ipc.Peer;
import io.clusterboot.leader.LeaderSeat;
import io.clusterboot.listen.DrainableServers;
import io.clusterboot.relay.Relay;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Speaks for this worker with its master, and does what the master says.
 */
/*
 * Messages come in on the connection's reading thread. Heartbeats go out from a thread of
 * their own. Leaving, which takes long, has a thread of its own too; it starts once, no
 * matter how many ask for it.
 */
public final class WorkerAgent implements Connection.Listener {

	private static final Log logger = LogFactory.getLog(WorkerAgent.class);

	/*
	 * The master answers at once, if it is not stopped itself.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration FIRST_WORD = Duration.ofMillis(250);

	private static final Duration FLUSH = Duration.ofSeconds(1);

	/*
	 * How to leave if the master has gone before it could say how.
	 */
	private static final DrainOrder UNTOLD = new DrainOrder(Duration.ZERO, Duration.ofSeconds(30), true);

	private final WorkerIdentity identity;

	private final DrainableServers servers;

	private final Connection connection;

	private final Farewell farewell;

	private final Heartbeats heartbeats;

	private final ProcessEnd end;

	private final MasterRequests requests;

	private final Questions questions;

	private final Notices notices;

	private final LeaderSeat seat;

	private final Relay relay;

	private final AtomicReference<@Nullable DrainOrder> leaving = new AtomicReference<>();

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(daemon("cluster-heartbeat"));

	private volatile DrainOrder orphanOrder = UNTOLD;

	private volatile @Nullable WorkerApplication application;

	private volatile boolean ready;

	private WorkerAgent(WorkerIdentity identity, DrainableServers servers, Connection connection, ProcessEnd end) {
		this.identity = identity;
		this.servers = servers;
		this.connection = connection;
		this.farewell = new Farewell(servers);
		this.requests = new MasterRequests(identity.masterPid(), connection);
		this.questions = new Questions(this.requests);
		this.notices = new Notices(identity.count(), Executors.newSingleThreadExecutor(daemon("cluster-events")));
		this.seat = new LeaderSeat(new MasterReports(connection),
				Executors.newSingleThreadExecutor(daemon("cluster-leader")));
		this.relay = new Relay(connection, this.requests);
		this.heartbeats = new Heartbeats(connection, servers, this.relay::grow, this.timer);
		this.end = end;
	}

	/**
	 * Connect to the master.
	 * @param identity who this worker is
	 * @param servers its web servers
	 * @return the agent
	 * @throws IOException if the master is not there
	 */
	public static WorkerAgent connect(WorkerIdentity identity, DrainableServers servers) throws IOException {
		return connect(identity, servers, ProcessEnd.OF_THIS_JVM);
	}

	static WorkerAgent connect(WorkerIdentity identity, DrainableServers servers, ProcessEnd end) throws IOException {
		WorkerName.start(identity.index());
		WorkerAgent agent = new WorkerAgent(identity, servers, Connection.open(identity.socket()), end);
		agent.connection.send(new Hello(Message.VERSION, identity.token(), ProcessHandle.current().pid()));
		agent.connection.start("cluster-agent", agent);
		return agent;
	}

	/**
	 * Return who this worker is.
	 * @return the identity
	 */
	public WorkerIdentity identity() {
		return this.identity;
	}

	/**
	 * Return the index of this worker, which of a spare changes when it takes over.
	 * @return the index
	 */
	public int index() {
		return WorkerName.index();
	}

	/**
	 * Return what tells this worker to lead.
	 * @return the seat
	 */
	public LeaderSeat seat() {
		return this.seat;
	}

	/**
	 * Return what this worker asks others with, and is asked by.
	 * @return the relay
	 */
	public Relay relay() {
		return this.relay;
	}

	/**
	 * Return how many workers there shall be, which changes when the cluster is scaled.
	 * @return number of workers
	 */
	int count() {
		return this.notices.count();
	}

	/**
	 * Say that the application has started.
	 * @param application the application
	 */
	public void ready(WorkerApplication application) {
		this.application = application;
		this.ready = true;
		this.connection.send(new Ready());
	}

	/**
	 * Say that the application did not start. It ends by itself, with the exception.
	 * @param exception why
	 */
	public void failed(Throwable exception) {
		this.leaving.compareAndSet(null, UNTOLD);
		this.seat.leave();
		Throwable root = exception;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		this.connection.send(new Failed((root == exception) ? exception.toString() : root + " (" + exception + ")"));
		this.connection.closeAndWait(FLUSH);
	}

	/**
	 * Leave of one's own accord; the master starts a successor meanwhile, and says how to
	 * leave. If it is too busy for that, this worker leaves all the same.
	 * @param reason who asked for it
	 */
	/*
	 * A signal often goes to all processes of the cluster at once (the default KillMode
	 * of systemd): then it is the master's, which is given the first word.
	 */
	public void leave(String reason) {
		this.timer.schedule(() -> this.connection.send(new Bye(reason)), FIRST_WORD.toMillis(), TimeUnit.MILLISECONDS);
		DrainOrder unanswered = new DrainOrder(Duration.ZERO, this.orphanOrder.timeout(), false);
		this.timer.schedule(() -> startLeaving(unanswered), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Return what can be asked of the master.
	 */
	Questions questions() {
		return this.questions;
	}

	@Override
	public void received(Peer master, Message message) {
		if (message instanceof Welcome welcome) {
			welcomed(welcome);
		}
		else if (message instanceof Activate activate) {
			WorkerName.become(activate.index());
			activate();
		}
		else if (message instanceof StopAccepting) {
			this.servers.stopAccepting();
		}
		else if (message instanceof Drain drain) {
			startLeaving(drain.order());
		}
		else if (message instanceof Reply reply) {
			answered(reply);
		}
		else if (message instanceof Lead lead) {
			this.seat.elect(lead.term(), lead.tasks());
		}
		else if (message instanceof TaskChanged changed) {
			this.seat.changed(changed.task());
		}
		else if (message instanceof Notice notice) {
			this.notices.tell(notice.event(), this.application);
		}
		else if (!this.relay.received(message)) {
			logger.debug("Ignored " + message);
		}
	}

	@Override
	public void closed(Peer master) {
		this.requests.abandon();
		if (this.leaving.get() != null) {
			// Nobody is left who could take over while this worker still accepts
			this.farewell.hurry();
			return;
		}
		logger.warn("The master (pid " + this.identity.masterPid() + ") is gone; this worker shuts down");
		startLeaving(this.orphanOrder);
	}

	private void welcomed(Welcome welcome) {
		this.orphanOrder = welcome.orphan();
		this.heartbeats.start(welcome.heartbeatInterval());
	}

	private void activate() {
		try {
			this.servers.activate();
			this.connection.send(new Active());
		}
		catch (IOException | RuntimeException ex) {
			logger.error("This worker cannot listen", ex);
			failed(ex);
			new Thread(this.end::inOrder, "cluster-farewell").start();
		}
	}

	/*
	 * A worker that was replaced answers when its answer ends the connection: else the
	 * client would ask the next thing of a worker that is about to end. Where nothing was
	 * changed it does not matter.
	 */
	private void answered(Reply answer) {
		if (this.leaving.get() == null || answer.answer() instanceof Answer.Status
				|| answer.answer() instanceof Answer.Statements) {
			this.requests.answered(answer);
			return;
		}
		new Thread(() -> {
			try {
				this.farewell.awaitPortLeft(FLUSH);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.requests.answered(answer);
		}, "cluster-answer").start();
	}

	private void startLeaving(DrainOrder order) {
		if (this.leaving.compareAndSet(null, order)) {
			this.seat.leave();
			new Thread(() -> leave(order), "cluster-farewell").start();
		}
	}

	private void leave(DrainOrder order) {
		startWatchdog(order);
		try {
			WorkerApplication application = this.application;
			if (this.ready && application != null) {
				leave(application, order);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.error("Shutting down in good order failed", ex);
		}
		finally {
			this.end.inOrder();
		}
	}

	/*
	 * While other workers serve on the host is ready. A load balancer which asks through
	 * a connection that it keeps would take it out because of the one that leaves.
	 */
	private void leave(WorkerApplication application, DrainOrder order) throws InterruptedException {
		if (order.last()) {
			application.refuseTraffic();
		}
		this.farewell.take(order);
		sayTheLast(order);
	}

	/*
	 * All requests are answered, and counted. A worker that has no time to answer them
	 * has none for this.
	 */
	private void sayTheLast(DrainOrder order) {
		if (!order.timeout().isZero() && !this.connection.isClosed()) {
			this.relay.leave(FLUSH);
			this.connection.flush(FLUSH);
		}
	}

	/*
	 * The master enforces the deadline. Without one, somebody else has to.
	 */
	private void startWatchdog(DrainOrder order) {
		Duration longest = order.preStopDelay().plus(order.timeout()).plusSeconds(5);
		this.timer.schedule(this.end::atOnce, longest.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static ThreadFactory daemon(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		};
	}

}
