package io.clusterboot.master;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.LongStream;

import io.clusterboot.ClusterEvent.WorkerExited;
import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.WorkerState;
import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Operation;
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

	private final Situation situation;

	private final Outside outside;

	private final WorkerControl control;

	private final StartSchedule schedule;

	private final Spares spares;

	private final Reloads reloads;

	private final Changes changes;

	private final Losses losses;

	private final ThreadDumps dumps;

	private final Incidents incidents;

	private final Election election;

	private final Exchange exchange;

	private final StatusReport report;

	private final Operations operations;

	private final Admission admission;

	private final Reception reception;

	private boolean stopping;

	private boolean stopAsked;

	private int exitCode;

	Supervisor(ClusterProperties properties, Plan plan, Generation first, Outside outside) {
		this.situation = new Situation(plan, new Generations(first));
		this.outside = outside;
		this.dumps = new ThreadDumps(outside);
		this.incidents = new Incidents(workers());
		this.control = new WorkerControl(properties, this.situation, outside, this.dumps);
		this.schedule = new StartSchedule(this.situation, outside.restartPolicy());
		this.spares = new Spares(this.situation, this.schedule, this.control);
		this.reloads = new Reloads(this.situation, properties.reload(), outside, this.spares, this.control);
		this.changes = new Changes(this.situation, properties, outside, this.reloads, this.control);
		this.losses = new Losses(this.situation, outside, this.schedule, this.spares, this.reloads, this.changes,
				this::giveUp);
		this.election = new Election(workers());
		MasterStatus master = new MasterStatus(ProcessHandle.current().pid(), outside.clock().now());
		this.report = new StatusReport(this.situation, this.incidents, this.reloads, this.election, master);
		this.exchange = new Exchange(workers(), outside.clock(),
				new MasterMetrics(this.situation, this.reloads, this.election, outside.clock(), master));
		this.operations = new Operations(this.situation, this.reloads, this.changes, this.dumps, this.exchange,
				this::status, this::stop);
		this.admission = new Admission(workers(), this.reloads);
		this.reception = new Reception(this.situation, outside.clock(), this.control, this.schedule, this.spares,
				this.changes, this.election, this.operations, this.admission, this.exchange);
	}

	/**
	 * React to an event.
	 */
	void handle(Event event) {
		if (event instanceof Event.Received received) {
			this.reception.receive(received.peer(), received.message(), this.stopping);
		}
		else if (event instanceof Event.Exited exited) {
			workers().remove(exited.pid()).ifPresent((worker) -> exited(worker, exited.status()));
		}
		else if (event instanceof Event.Dumped dumped) {
			workers().find(dumped.pid()).ifPresent((worker) -> this.control.dumped(worker, dumped.file()));
			this.dumps.dumped(dumped.pid(), dumped.file());
		}
		else if (event instanceof Event.Stop stop) {
			stop(stop.reason());
		}
		else if (event instanceof Event.Reload reload) {
			this.operations.perform(Requester.signal(reload.reason()), new Operation.Reload());
		}
		else if (event instanceof Event.Scale scale) {
			this.operations.perform(Requester.signal(scale.reason()),
					new Operation.Scale(this.situation.wanted() + scale.difference()));
		}
		else if (event instanceof Event.Staged staged) {
			this.reloads.staged(staged.generation());
		}
		else if (event instanceof Event.StagingFailed failed) {
			this.reloads.stagingFailed(failed.reason());
		}
		else if (event instanceof Event.Disconnected disconnected) {
			this.reception.closed(disconnected.peer());
		}
	}

	/**
	 * Enforce what is overdue, and take the steps that are due.
	 */
	void reconcile() {
		long now = now();
		workers().all()
			.stream()
			.filter((worker) -> now - worker.deadline() >= 0)
			.forEach((worker) -> this.control.overdue(worker, this.stopping));
		this.exchange.step(now);
		if (this.stopping) {
			return;
		}
		this.reloads.step(now);
		this.changes.step(now);
		this.spares.takeOver();
		this.admission.step(now);
		this.situation.indexes()
			// Until a launch that fails makes the cluster give up
			.filter((index) -> !this.stopping && this.schedule.isDue(index, now))
			.forEach(this::launch);
		if (this.schedule.isStartOver() && !this.stopping && this.reloads.letsSparesStart()) {
			this.spares.start(now);
		}
		this.election.step();
	}

	/**
	 * Return how long nothing is due, if no event comes.
	 */
	Duration idleTime() {
		long now = now();
		LongStream times = this.stopping ? LongStream.empty()
				: LongStream.of(this.schedule.untilNext(now), this.spares.untilNext(now), this.reloads.untilNext(now));
		long deadline = Math.min(workers().untilNextDeadline(now), this.exchange.untilNext(now));
		return Duration.ofNanos(Math.max(0, Math.min(deadline, times.min().orElse(Long.MAX_VALUE))));
	}

	/**
	 * Let time in which the master did not run, because it or the machine was suspended,
	 * not count against its workers.
	 */
	void postponeDeadlines(Duration late) {
		workers().all().forEach((worker) -> worker.postpone(late));
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
		return this.schedule.isStartOver() && !this.stopping && !this.reloads.isUnderWay()
				&& !this.changes.areUnderWay();
	}

	OptionalInt exitCode() {
		return (this.stopping && workers().isEmpty()) ? OptionalInt.of(this.exitCode) : OptionalInt.empty();
	}

	ClusterStatus status() {
		return this.report.of(state());
	}

	private ClusterState state() {
		if (this.stopping) {
			return ClusterState.STOPPING;
		}
		if (!this.schedule.isStartOver()) {
			return ClusterState.STARTING;
		}
		if (this.reloads.isUnderWay()) {
			return ClusterState.RELOADING;
		}
		return this.changes.areServed() ? ClusterState.RUNNING : ClusterState.DEGRADED;
	}

	private void launch(int index) {
		try {
			this.control.launch(index, this.situation.generations().of(index));
		}
		catch (IOException ex) {
			this.losses.notLaunched(index, ex);
		}
	}

	private void exited(WorkerHandle worker, int status) {
		String crashReport = this.outside.launcher().crashReport(worker.process());
		ExitCause cause = ExitCause.of(status, this.outside.oomKills().getAsBoolean(), crashReport);
		Trouble trouble = worker.trouble();
		String text = (trouble != null) ? trouble.text() + " (" + cause.text() + ")" : cause.text();
		boolean wanted = worker.isEndWanted() && (trouble == null);
		worker.become(WorkerState.EXITED, now());
		this.dumps.ended(worker.pid());
		this.election.ended(worker);
		this.exchange.ended(worker);
		this.situation.histories().of(worker.index()).ended(text);
		workers().broadcast(new Notice(new WorkerExited(worker.index(), worker.pid(), wanted, text)));
		if (!wanted) {
			this.incidents.add(worker, text, crashReport, this.outside.clock().now());
		}
		if (!this.stopping && !this.situation.generations().all().contains(worker.generation())) {
			this.reloads.prune();
		}
		if (worker.isEndWanted() || this.stopping) {
			logger.info(worker + " has ended (" + text + ")");
			return;
		}
		this.losses.ended(worker, cause, text);
	}

	private void giveUp(String reason, int code) {
		this.exitCode = code;
		drainAll(reason);
	}

	private void stop(String reason) {
		if (this.stopAsked) {
			logger.info("Stopping now (" + reason + " again)");
			workers().all().forEach(this.control::kill);
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
		this.changes.abort(reason);
		this.outside.portRelease().run();
		workers().all()
			.stream()
			.filter((worker) -> worker.state().holdsIndex())
			.forEach((worker) -> this.control.drainWithAll(worker, reason));
	}

	private Workers workers() {
		return this.situation.workers();
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

}
