package io.clusterboot.master;

import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Something the master has to react to. Whoever notices it only enqueues it.
 */
sealed interface Event {

	/**
	 * A worker said something.
	 *
	 * @param peer the worker
	 * @param message what it said
	 */
	record Received(Peer peer, Message message) implements Event {
	}

	/**
	 * A worker's connection is gone.
	 *
	 * @param peer the worker
	 */
	record Disconnected(Peer peer) implements Event {
	}

	/**
	 * A worker process has ended.
	 *
	 * @param pid its process id
	 * @param status exit code, or 128 and the number of the signal that ended it
	 */
	record Exited(long pid, int status) implements Event {
	}

	/**
	 * It is written down what the threads of a worker do, or it could not be.
	 *
	 * @param pid its process id
	 * @param file where it is written, {@code null} if it is not
	 */
	record Dumped(long pid, @Nullable String file) implements Event {
	}

	/**
	 * The Redis of the cluster answers.
	 *
	 * @param pid its process id
	 * @param port its port
	 */
	record RedisListening(long pid, int port) implements Event {
	}

	/**
	 * The Redis of the cluster has ended, or did not start.
	 *
	 * @param what happened, a sentence without its end
	 */
	record RedisEnded(String what) implements Event {
	}

	/**
	 * All workers shall be replaced by what is deployed now.
	 *
	 * @param reason who asked for it
	 */
	record Reload(String reason) implements Event {
	}

	/**
	 * There shall be more workers, or fewer.
	 *
	 * @param difference how many more
	 * @param reason who asked for it
	 */
	record Scale(int difference, String reason) implements Event {
	}

	/**
	 * What is deployed now is ready to be started.
	 *
	 * @param generation the new generation
	 */
	record Staged(Generation generation) implements Event {
	}

	/**
	 * What is deployed now cannot be used.
	 *
	 * @param reason why not
	 */
	record StagingFailed(String reason) implements Event {
	}

	/**
	 * The cluster shall stop; the second time at once.
	 *
	 * @param reason who asked for it
	 */
	record Stop(String reason) implements Event {
	}

}
