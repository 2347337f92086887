package io.clusterboot.master;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Counted;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Resigned;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Message.TaskChanged;
import io.clusterboot.ipc.Peer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Takes in what workers and operators say. Used by the master's thread alone.
 */
final class Reception {

	private static final Log logger = LogFactory.getLog(Reception.class);

	private final Situation situation;

	private final MasterClock clock;

	private final WorkerControl control;

	private final StartSchedule schedule;

	private final Spares spares;

	private final Changes changes;

	private final Election election;

	private final Operations operations;

	private final Admission admission;

	private final Exchange exchange;

	private final Operators operators = new Operators();

	Reception(Situation situation, MasterClock clock, WorkerControl control, StartSchedule schedule, Spares spares,
			Changes changes, Election election, Operations operations, Admission admission, Exchange exchange) {
		this.situation = situation;
		this.clock = clock;
		this.control = control;
		this.schedule = schedule;
		this.spares = spares;
		this.changes = changes;
		this.election = election;
		this.operations = operations;
		this.admission = admission;
		this.exchange = exchange;
	}

	/**
	 * Take in that somebody will say nothing any more.
	 */
	void closed(Peer peer) {
		this.operators.detach(peer);
		workers().find(peer).ifPresent((worker) -> {
			logger.debug(worker + " closed its control connection");
			worker.closed();
			this.exchange.closed(worker);
		});
		this.exchange.closed(peer);
	}

	/**
	 * Take in what somebody says.
	 * @param peer who says it
	 * @param message what is said
	 * @param stopping whether the cluster stops, so that who is new is to end, too
	 */
	void receive(Peer peer, Message message, boolean stopping) {
		if (message instanceof Hello hello) {
			workers().find(hello.pid()).ifPresentOrElse((worker) -> greet(worker, hello, peer, stopping), peer::close);
		}
		else if (message instanceof Attach attach) {
			this.operators.attach(peer, attach);
		}
		else if (message instanceof Request request && this.operators.areAttachedBy(peer)) {
			this.operations.perform(Requester.operator(peer, request.id()), request.operation());
		}
		else {
			workers().find(peer)
				.ifPresentOrElse((worker) -> receive(worker, peer, message), () -> receiveLate(peer, message));
		}
	}

	private void receiveLate(Peer peer, Message message) {
		if (message instanceof Counted counted) {
			this.exchange.counted(peer, counted.text());
		}
		else {
			logger.debug("Ignored " + message + " of a worker that has ended");
		}
	}

	private void greet(WorkerHandle worker, Hello hello, Peer peer, boolean stopping) {
		if (hello.version() == Message.VERSION) {
			this.control.greet(worker, peer, stopping);
			return;
		}
		worker.troubled(RestartReason.START_FAILURE,
				"speaks version " + hello.version() + " of the control protocol, and this master version "
						+ Message.VERSION
						+ ": its jar has another version of the cluster starter, which takes a new start "
						+ "of the whole cluster");
		peer.close();
	}

	private void receive(WorkerHandle worker, Peer peer, Message message) {
		if (message instanceof Heartbeat heartbeat) {
			worker.heartbeat(heartbeat, now());
			this.changes.heartbeat(worker, now());
		}
		else if (message instanceof Counted counted) {
			this.exchange.counted(worker, counted.text());
		}
		else if (message instanceof Said said) {
			this.exchange.said(worker, said);
		}
		else if (message instanceof Request request) {
			this.operations.perform(Requester.worker(worker, peer, request.id()), request.operation());
		}
		else if (message instanceof Failed failed && isStarting(worker)) {
			worker.troubled(RestartReason.START_FAILURE, "failed to start: " + failed.reason());
		}
		else if (message instanceof Ready && worker.state() == WorkerState.STARTING) {
			ready(worker);
		}
		else if (message instanceof Active && worker.state() == WorkerState.READY && worker.isToldToAccept()) {
			activated(worker);
		}
		else if (message instanceof TaskChanged changed) {
			this.election.changed(worker, changed.task());
		}
		else if (message instanceof Resigned resigned) {
			this.election.resigned(worker, resigned.term());
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

	private void ready(WorkerHandle worker) {
		this.control.ready(worker);
		this.spares.recoverIfReady(worker);
		this.exchange.ready(worker);
		this.admission.step(now());
		if (!worker.isSpare() && !worker.isToldToAccept()) {
			logger.info(worker + " is ready, and has to stay well before it accepts (cluster.reload.canary-time)");
		}
	}

	private void activated(WorkerHandle worker) {
		this.control.activated(worker);
		this.schedule.letOthersStart();
		if (this.situation.isComplete()) {
			this.schedule.endStart();
		}
	}

	private Workers workers() {
		return this.situation.workers();
	}

	private long now() {
		return this.clock.nanoTime();
	}

}
