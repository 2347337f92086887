package io.clusterboot.master;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.clusterboot.ClusterEvent.WorkerActive;
import io.clusterboot.ClusterEvent.WorkerExited;
import io.clusterboot.ClusterEvent.WorkerStarted;
import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.Incident;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.StatusReply;
import io.clusterboot.ipc.Message.StatusRequest;
import io.clusterboot.ipc.Message.Welcome;
import io.clusterboot.ipc.Peer;
import io.clusterboot.master.StartSchedule.Restart;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps as many workers as are wanted: a function of events and the clock.
 */
/*
 * Nothing here waits, and no other thread comes in. Each event changes what is known;
 * then reconcile() compares what there is with what is wanted, and takes the steps that
 * bring the one closer to the other. Start, crash and stop are the same to it.
 */
final class Supervisor {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final int GAVE_UP = 3;

	private static final int GENERATION = 1;

	private final ClusterProperties properties;

	private final Plan plan;

	private final WorkerLauncher launcher;

	private final MasterClock clock;

	private final RestartPolicy restartPolicy;

	private final BooleanSupplier oomKills;

	private final Consumer<Event.Exited> exits;

	private final Runnable portRelease;

	private final Deadlines deadlines;

	private final Workers workers = new Workers();

	private final IndexHistories histories = new IndexHistories();

	private final Incidents incidents = new Incidents();

	private final StartSchedule schedule;

	private final StatusReport report;

	private boolean startIsOver;

	private boolean stopping;

	private boolean stopAsked;

	private int exitCode;

	Supervisor(ClusterProperties properties, Plan plan, WorkerLauncher launcher, MasterClock clock,
			RestartPolicy restartPolicy, BooleanSupplier oomKills, Consumer<Event.Exited> exits, Runnable portRelease) {
		this.properties = properties;
		this.plan = plan;
		this.launcher = launcher;
		this.clock = clock;
		this.restartPolicy = restartPolicy;
		this.oomKills = oomKills;
		this.exits = exits;
		this.portRelease = portRelease;
		this.deadlines = Deadlines.of(properties);
		this.schedule = new StartSchedule(plan, restartPolicy, this.workers, this.histories);
		this.report = new StatusReport(this.workers, this.histories,
				new MasterStatus(ProcessHandle.current().pid(), clock.now()));
	}

	/**
	 * React to an event.
	 */
	void handle(Event event) {
		if (event instanceof Event.Received received) {
			receive(received.peer(), received.message());
		}
		else if (event instanceof Event.Exited exited) {
			this.workers.remove(exited.pid()).ifPresent((worker) -> exited(worker, exited.status()));
		}
		else if (event instanceof Event.Stop stop) {
			stop(stop.reason());
		}
		else if (event instanceof Event.Disconnected disconnected) {
			this.workers.find(disconnected.peer())
				.ifPresent((worker) -> logger.debug(worker + " closed its control connection"));
		}
	}

	/**
	 * Enforce what is overdue, and take the steps that are due.
	 */
	void reconcile() {
		long now = this.clock.nanoTime();
		this.workers.all().stream().filter((worker) -> now - worker.deadline() >= 0).forEach(this::overdue);
		if (!this.stopping) {
			IntStream.range(0, this.plan.workers())
				// Until a launch that fails makes the cluster give up
				.filter((index) -> !this.stopping && this.schedule.isDue(index, now))
				.forEach(this::launch);
		}
	}

	/**
	 * Return how long nothing is due, if no event comes.
	 */
	Duration idleTime() {
		long now = this.clock.nanoTime();
		long untilStart = this.stopping ? Long.MAX_VALUE : this.schedule.untilNext(now);
		return Duration.ofNanos(Math.max(0, Math.min(this.workers.untilNextDeadline(now), untilStart)));
	}

	/**
	 * Let time in which the master did not run, because it or the machine was suspended,
	 * not count against its workers.
	 */
	void postponeDeadlines(Duration late) {
		this.workers.all().forEach((worker) -> worker.postpone(late));
	}

	/**
	 * Return whether the start is over.
	 */
	boolean isSettled() {
		return this.startIsOver && !this.stopping;
	}

	OptionalInt exitCode() {
		return (this.stopping && this.workers.isEmpty()) ? OptionalInt.of(this.exitCode) : OptionalInt.empty();
	}

	ClusterStatus status() {
		return this.report.of(state(), GENERATION, this.plan.workers(), this.incidents.toList());
	}

	private ClusterState state() {
		if (this.stopping) {
			return ClusterState.STOPPING;
		}
		if (!this.startIsOver) {
			return ClusterState.STARTING;
		}
		return (this.workers.count(WorkerState.ACTIVE) >= this.plan.workers()) ? ClusterState.RUNNING
				: ClusterState.DEGRADED;
	}

	private void receive(Peer peer, Message message) {
		if (message instanceof Hello hello) {
			this.workers.find(hello.pid()).ifPresentOrElse((worker) -> greet(worker, peer), peer::close);
			return;
		}
		this.workers.find(peer)
			.ifPresentOrElse((worker) -> receive(worker, peer, message),
					() -> logger.debug("Ignored " + message + " of a worker that has ended"));
	}

	private void greet(WorkerHandle worker, Peer peer) {
		worker.connected(peer);
		worker.send(new Welcome(this.properties.heartbeatInterval(), drainOrder(Duration.ZERO, true)));
		if (worker.state() == WorkerState.DRAINING) {
			worker.send(new Drain(drainOrder(Duration.ZERO, this.stopping)));
		}
	}

	private void receive(WorkerHandle worker, Peer peer, Message message) {
		if (message instanceof Heartbeat heartbeat) {
			worker.heartbeat(heartbeat.load(), this.clock.nanoTime());
		}
		else if (message instanceof StatusRequest request) {
			peer.send(new StatusReply(request.id(), status()));
		}
		else if (message instanceof Failed failed && isStarting(worker)) {
			worker.troubled("failed to start: " + failed.reason());
		}
		else if (message instanceof Ready && worker.state() == WorkerState.STARTING) {
			become(worker, WorkerState.READY);
			worker.send(new Activate());
		}
		else if (message instanceof Active && worker.state() == WorkerState.READY) {
			activated(worker);
		}
		else if (message instanceof Bye bye && worker.state().holdsIndex()) {
			drain(worker, bye.reason(), false);
		}
		else {
			logger.debug("Ignored " + message + " of " + worker + " in state " + worker.state());
		}
	}

	/*
	 * A worker that is ready can still fail to listen.
	 */
	private static boolean isStarting(WorkerHandle worker) {
		return worker.state() == WorkerState.STARTING || worker.state() == WorkerState.READY;
	}

	private void activated(WorkerHandle worker) {
		become(worker, WorkerState.ACTIVE);
		this.schedule.letOthersStart();
		this.startIsOver |= this.workers.count(WorkerState.ACTIVE) >= this.plan.workers();
		logger.info(worker + " is listening on port " + this.plan.port());
		this.workers.broadcast(new Notice(new WorkerActive(worker.index(), worker.pid(), worker.generation())));
	}

	private void launch(int index) {
		try {
			WorkerProcess process = this.launcher.launch(index, GENERATION, this.exits);
			WorkerHandle worker = new WorkerHandle(index, GENERATION, process, this.deadlines, this.clock.now(),
					this.clock.nanoTime());
			this.workers.add(worker);
			logger.info(worker + " is starting");
			this.workers.broadcast(new Notice(new WorkerStarted(index, worker.pid(), GENERATION)));
		}
		catch (IOException ex) {
			startAgain(index, "Worker " + index, "could not be launched: " + ex.getMessage(), false);
		}
	}

	private void overdue(WorkerHandle worker) {
		String missed = this.deadlines.missed(worker.state());
		logger.warn(worker + " " + missed + "; it is killed");
		worker.troubled(missed);
		kill(worker);
	}

	private void kill(WorkerHandle worker) {
		if (worker.state() == WorkerState.KILLING) {
			worker.renewDeadline(this.clock.nanoTime());
		}
		else {
			become(worker, WorkerState.KILLING);
		}
		worker.kill();
	}

	private void exited(WorkerHandle worker, int status) {
		ExitCause cause = ExitCause.of(status, this.oomKills.getAsBoolean(),
				this.launcher.crashReport(worker.process()));
		String trouble = worker.trouble();
		String text = (trouble != null) ? trouble + " (" + cause.text() + ")" : cause.text();
		boolean wanted = worker.isEndWanted() && (trouble == null);
		long now = this.clock.nanoTime();
		worker.become(WorkerState.EXITED, now);
		this.histories.of(worker.index()).ended(text);
		this.workers.broadcast(new Notice(new WorkerExited(worker.index(), worker.pid(), wanted, text)));
		if (!wanted) {
			this.incidents.add(new Incident(this.clock.now(), worker.index(), worker.pid(), text));
		}
		if (worker.isEndWanted() || this.stopping) {
			logger.info(worker + " has ended (" + text + ")");
			return;
		}
		this.histories.of(worker.index()).replaced();
		boolean innocent = worker.wasActive() && trouble == null && cause.external();
		startAgain(worker.index(), worker.toString(), text,
				innocent || worker.wasActiveFor(this.restartPolicy.stableAfter(), now));
	}

	private void startAgain(int index, String name, String cause, boolean forgiven) {
		Restart restart = this.schedule.ended(index, forgiven, this.clock.nanoTime());
		if (restart.exhausted() && this.restartPolicy.exitsOnGiveUp()) {
			giveUp(name, cause, restart.failures());
			return;
		}
		if (restart.exhausted()) {
			this.startIsOver = true;
			this.schedule.letOthersStart();
		}
		Duration delay = restart.delay();
		logger.warn(name + ": " + cause + "; it is started again "
				+ (delay.isZero() ? "at once" : "in " + delay.toMillis() + "ms"));
	}

	private void giveUp(String name, String cause, int failures) {
		logger.error(name + " has failed " + failures + " times in a row (cluster.restart.max-failures), "
				+ "the last time: " + cause + ". The cluster gives up; cluster.restart.on-give-up=degrade would "
				+ "serve on without this worker");
		this.exitCode = GAVE_UP;
		drainAll("the cluster gives up");
	}

	private void stop(String reason) {
		if (this.stopAsked) {
			logger.info("Stopping now (" + reason + " again)");
			this.workers.all().forEach(this::kill);
			return;
		}
		this.stopAsked = true;
		logger.info("Stopping (" + reason + "): all workers finish what they have accepted");
		drainAll(reason);
	}

	/*
	 * The port ends with the last worker that lets go of it; a master that held on to it
	 * would leave who connects meanwhile without an answer.
	 */
	private void drainAll(String reason) {
		this.stopping = true;
		this.portRelease.run();
		this.workers.all()
			.stream()
			.filter((worker) -> worker.state().holdsIndex())
			.forEach((worker) -> drain(worker, reason, true));
	}

	private void drain(WorkerHandle worker, String reason, boolean last) {
		become(worker, WorkerState.DRAINING);
		logger.info(worker + " is shutting down (" + reason + ")");
		if (!worker.send(new Drain(drainOrder(this.properties.preStopDelay(), last)))) {
			worker.terminate();
		}
	}

	private DrainOrder drainOrder(Duration preStopDelay, boolean last) {
		return new DrainOrder(preStopDelay, this.properties.drainTimeout(), last);
	}

	private void become(WorkerHandle worker, WorkerState next) {
		worker.become(next, this.clock.nanoTime());
	}

}
