package io.clusterboot.worker;

/**
 * Gives tests of other packages the JVM back as they found it.
 */
public final class WorkerNames {

	private WorkerNames() {
	}

	/**
	 * Let this process be no worker any more.
	 */
	public static void forget() {
		WorkerName.forget();
	}

}
