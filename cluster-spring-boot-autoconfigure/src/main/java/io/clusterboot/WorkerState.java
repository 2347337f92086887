package io.clusterboot;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a worker is in its life, as the master sees it.
 *
 * <pre>
 * STARTING → READY → ACTIVE → DRAINING → EXITED
 *     └────────┴───────┴─────────┴→ KILLING → EXITED
 * </pre>
 */
public enum WorkerState {

	/**
	 * Launched; the application context is not complete yet.
	 */
	STARTING,

	/**
	 * Fully started, but not accepting connections.
	 */
	READY,

	/**
	 * Accepting connections.
	 */
	ACTIVE,

	/**
	 * Finishing what it has accepted; takes nothing new.
	 */
	DRAINING,

	/**
	 * Told by SIGKILL to end.
	 */
	KILLING,

	/**
	 * The process has ended.
	 */
	EXITED;

	/**
	 * Return whether a worker may go from this state to the given one.
	 * @param next the state to go to
	 * @return whether that step is part of a worker's life
	 */
	public boolean canBecome(WorkerState next) {
		return successors().contains(next);
	}

	/**
	 * Return whether a worker in this state holds its index, so that no other worker is
	 * started for it.
	 * @return whether the index is taken
	 */
	public boolean holdsIndex() {
		return this == STARTING || this == READY || this == ACTIVE;
	}

	private Set<WorkerState> successors() {
		return switch (this) {
			case STARTING -> EnumSet.of(READY, DRAINING, KILLING, EXITED);
			case READY -> EnumSet.of(ACTIVE, DRAINING, KILLING, EXITED);
			case ACTIVE -> EnumSet.of(DRAINING, KILLING, EXITED);
			case DRAINING -> EnumSet.of(KILLING, EXITED);
			case KILLING -> EnumSet.of(EXITED);
			case EXITED -> EnumSet.noneOf(WorkerState.class);
		};
	}

}
