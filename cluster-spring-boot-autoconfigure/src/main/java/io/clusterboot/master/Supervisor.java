package io.clusterboot.master;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.clusterboot.ClusterEvent.WorkerExited;
import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.Incident;
import io.clusterboot.WorkerState;
import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.ReloadRequest;
import io.clusterboot.ipc.Message.StatusReply;
import io.clusterboot.ipc.Message.StatusRequest;
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
 * bring the one closer to the other. Start, crash, reload and stop are the same to it.
 */
final class Supervisor {

	private static final Log logger = LogFactory.getLog(Supervisor.class);

	private static final int GAVE_UP = 3;

	private final Plan plan;

	private final Outside outside;

	private final Workers workers = new Workers();

	private final IndexHistories histories = new IndexHistories();

	private final Incidents incidents = new Incidents();

	private final Generations generations;

	private final WorkerControl control;

	private final StartSchedule schedule;

	private final Spares spares;

	private final Reloads reloads;

	private final StatusReport report;

	private boolean startIsOver;

	private boolean stopping;

	private boolean stopAsked;

	private int exitCode;

	Supervisor(ClusterProperties properties, Plan plan, Generation first, Outside outside) {
		this.plan = plan;
		this.outside = outside;
		this.generations = new Generations(first);
		this.control = new WorkerControl(properties, plan, outside, this.workers);
		this.schedule = new StartSchedule(plan, outside.restartPolicy(), this.workers, this.generations,
				this.histories);
		this.spares = new Spares(plan, this.workers, this.generations, this.schedule, this.control);
		this.reloads = new Reloads(plan, properties.reload(), outside, this.workers, this.generations, this.histories,
				this.spares, this.control);
		this.report = new StatusReport(this.workers, this.histories, this.incidents, this.reloads,
				new MasterStatus(ProcessHandle.current().pid(), outside.clock().now()));
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
		else if (event instanceof Event.Reload reload) {
			reload(Requester.signal(reload.reason()));
		}
		else if (event instanceof Event.Staged staged) {
			this.reloads.staged(staged.generation());
		}
		else if (event instanceof Event.StagingFailed failed) {
			this.reloads.stagingFailed(failed.reason());
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
		long now = now();
		this.workers.all().stream().filter((worker) -> now - worker.deadline() >= 0).forEach(this.control::overdue);
		if (this.stopping) {
			return;
		}
		this.reloads.step(now);
		this.reloads.drainOutdated(now);
		this.spares.takeOver();
		IntStream.range(0, this.plan.workers())
			// Until a launch that fails makes the cluster give up
			.filter((index) -> !this.stopping && this.schedule.isDue(index, now))
			.forEach(this::launch);
		if (this.startIsOver && !this.stopping && this.reloads.letsSparesStart()) {
			this.spares.start(now);
		}
	}

	/**
	 * Return how long nothing is due, if no event comes.
	 */
	Duration idleTime() {
		long now = now();
		LongStream times = this.stopping ? LongStream.empty()
				: LongStream.of(this.schedule.untilNext(now), this.spares.untilNext(now), this.reloads.untilNext(now));
		return Duration
			.ofNanos(Math.max(0, Math.min(this.workers.untilNextDeadline(now), times.min().orElse(Long.MAX_VALUE))));
	}

	/**
	 * Let time in which the master did not run, because it or the machine was suspended,
	 * not count against its workers.
	 */
	void postponeDeadlines(Duration late) {
		this.workers.all().forEach((worker) -> worker.postpone(late));
	}

	/**
	 * Do what has to be done from time to time.
	 */
	void keepUp() {
		this.reloads.prune();
		this.outside.stager().touch();
	}

	/**
	 * Return whether all is as it stays for a while.
	 */
	boolean isSettled() {
		return this.startIsOver && !this.stopping && !this.reloads.isUnderWay();
	}

	OptionalInt exitCode() {
		return (this.stopping && this.workers.isEmpty()) ? OptionalInt.of(this.exitCode) : OptionalInt.empty();
	}

	ClusterStatus status() {
		return this.report.of(state(), this.generations.serving(), this.plan.workers());
	}

	private ClusterState state() {
		if (this.stopping) {
			return ClusterState.STOPPING;
		}
		if (!this.startIsOver) {
			return ClusterState.STARTING;
		}
		if (this.reloads.isUnderWay()) {
			return ClusterState.RELOADING;
		}
		return isComplete() ? ClusterState.RUNNING : ClusterState.DEGRADED;
	}

	private boolean isComplete() {
		return IntStream.range(0, this.plan.workers()).allMatch(this.workers::isActive);
	}

	private void receive(Peer peer, Message message) {
		if (message instanceof Hello hello) {
			this.workers.find(hello.pid()).ifPresentOrElse((worker) -> greet(worker, hello, peer), peer::close);
			return;
		}
		this.workers.find(peer)
			.ifPresentOrElse((worker) -> receive(worker, peer, message),
					() -> logger.debug("Ignored " + message + " of a worker that has ended"));
	}

	private void greet(WorkerHandle worker, Hello hello, Peer peer) {
		if (hello.version() == Message.VERSION) {
			this.control.greet(worker, peer, this.stopping);
			return;
		}
		worker.troubled("speaks version " + hello.version() + " of the control protocol, and this master version "
				+ Message.VERSION + ": its jar has another version of the cluster starter, which takes a new start "
				+ "of the whole cluster");
		peer.close();
	}

	private void receive(WorkerHandle worker, Peer peer, Message message) {
		if (message instanceof Heartbeat heartbeat) {
			worker.heartbeat(heartbeat.load(), now());
		}
		else if (message instanceof StatusRequest request) {
			peer.send(new StatusReply(request.id(), status()));
		}
		else if (message instanceof ReloadRequest request) {
			reload(Requester.worker(worker, request.id()));
		}
		else if (message instanceof Failed failed && isStarting(worker)) {
			worker.troubled("failed to start: " + failed.reason());
		}
		else if (message instanceof Ready && worker.state() == WorkerState.STARTING) {
			this.control.ready(worker);
			this.spares.recoverIfReady(worker);
		}
		else if (message instanceof Active && worker.state() == WorkerState.READY && !worker.isSpare()) {
			activated(worker);
		}
		else if (message instanceof Bye bye && worker.state().holdsIndex()) {
			this.control.drain(worker, bye.reason());
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
		this.control.activated(worker);
		this.schedule.letOthersStart();
		this.startIsOver |= isComplete();
	}

	private void reload(Requester requester) {
		WorkerHandle worker = requester.worker();
		if (this.stopping) {
			requester.refuse("the cluster is stopping");
		}
		else if (!this.startIsOver) {
			requester.refuse("the cluster is still starting");
		}
		else if (worker != null && worker.state() != WorkerState.ACTIVE) {
			requester.refuse(worker + " is shutting down; ask again on a new connection");
		}
		else {
			this.reloads.begin(requester);
		}
	}

	private void launch(int index) {
		try {
			this.control.launch(index, false, this.generations.of(index));
		}
		catch (IOException ex) {
			String cause = "could not be launched: " + ex.getMessage();
			if (this.reloads.dependsOn(this.generations.of(index))) {
				this.reloads.fail("worker " + index + " " + cause);
			}
			else {
				startAgain(index, "Worker " + index, cause, false);
			}
		}
	}

	private void exited(WorkerHandle worker, int status) {
		ExitCause cause = ExitCause.of(status, this.outside.oomKills().getAsBoolean(),
				this.outside.launcher().crashReport(worker.process()));
		String trouble = worker.trouble();
		String text = (trouble != null) ? trouble + " (" + cause.text() + ")" : cause.text();
		boolean wanted = worker.isEndWanted() && (trouble == null);
		worker.become(WorkerState.EXITED, now());
		this.histories.of(worker.index()).ended(text);
		this.workers.broadcast(new Notice(new WorkerExited(worker.index(), worker.pid(), wanted, text)));
		if (!wanted) {
			this.incidents.add(new Incident(this.outside.clock().now(), worker.index(), worker.pid(), text));
		}
		if (!this.stopping && !this.generations.all().contains(worker.generation())) {
			this.reloads.prune();
		}
		if (worker.isEndWanted() || this.stopping) {
			logger.info(worker + " has ended (" + text + ")");
			return;
		}
		boolean innocent = trouble == null && cause.external();
		endedUnasked(worker, text, innocent);
	}

	private void endedUnasked(WorkerHandle worker, String cause, boolean innocent) {
		if (this.reloads.dependsOn(worker.generation())) {
			logger.warn(worker + ": " + cause);
			this.reloads.fail(worker + " " + cause);
		}
		else if (worker.isSpare()) {
			this.spares.startAgain(worker.toString(), cause, innocent, now());
		}
		else {
			this.histories.of(worker.index()).replaced();
			startAgain(worker, cause, innocent);
		}
	}

	private void startAgain(WorkerHandle worker, String cause, boolean innocent) {
		boolean outdated = !this.generations.isWanted(worker);
		boolean forgiven = outdated || (innocent && worker.wasActive())
				|| worker.wasActiveFor(this.outside.restartPolicy().stableAfter(), now());
		startAgain(worker.index(), worker.toString(), cause, forgiven);
	}

	private void startAgain(int index, String name, String cause, boolean forgiven) {
		Restart restart = this.schedule.ended(this.histories.of(index), forgiven, now());
		if (restart.exhausted() && this.reloads.isRollingBack() && this.workers.holdsIndex(index)) {
			stay(index, name, cause);
			return;
		}
		if (restart.exhausted() && this.outside.restartPolicy().exitsOnGiveUp()) {
			giveUp(name, cause, restart.failures());
			return;
		}
		if (restart.exhausted()) {
			this.startIsOver = true;
			this.schedule.letOthersStart();
		}
		this.spares.holdBack(restart, now());
		logger.warn(name + ": " + cause + "; "
				+ (isTakenOver(index) ? "a spare takes over at once" : "it is started again " + restart.when()));
	}

	private boolean isTakenOver(int index) {
		return !this.workers.holdsIndex(index) && this.spares.hasOneFor(index);
	}

	/*
	 * Better a worker of the generation that was to be rolled back than none.
	 */
	private void stay(int index, String name, String cause) {
		this.workers.of(index)
			.stream()
			.filter(WorkerHandle::holdsIndex)
			.findFirst()
			.ifPresent((survivor) -> this.generations.roll(index, survivor.generation()));
		logger.error(name + ": " + cause + "; so worker " + index + " stays of " + this.generations.of(index));
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
			this.workers.all().forEach(this.control::kill);
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
		this.reloads.abort(reason);
		this.outside.portRelease().run();
		this.workers.all()
			.stream()
			.filter((worker) -> worker.state().holdsIndex())
			.forEach((worker) -> this.control.drainWithAll(worker, reason));
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

}
