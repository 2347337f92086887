package io.clusterboot.messaging;

import java.time.Duration;

/**
 * Runs something after a while.
 */
interface Later {

	void run(Duration pause, Runnable task);

}
