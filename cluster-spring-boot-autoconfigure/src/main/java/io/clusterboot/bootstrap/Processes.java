package io.clusterboot.bootstrap;

/**
 * Numbers of processes, as text.
 */
final class Processes {

	private Processes() {
	}

	static String text(int workers, int spares) {
		return text(workers, "worker") + ((spares > 0) ? " and " + text(spares, "spare") : "");
	}

	private static String text(int number, String what) {
		return number + " " + what + ((number == 1) ? "" : "s");
	}

}
