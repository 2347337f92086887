package io.clusterboot.ipc;

/**
 * Who said something.
 *
 * @param kind as what it was said
 * @param index index of the worker, -1 of the master
 * @param pid process id of the worker or the master, 0 of workers that have ended
 */
public record Speaker(Kind kind, int index, long pid) {

	/**
	 * As what something was said.
	 */
	public enum Kind {

		/**
		 * A worker has answered.
		 */
		WORKER,

		/**
		 * A worker has not answered in time; what it counted before is all there is.
		 */
		SILENT,

		/**
		 * What all workers of an index have counted that have ended.
		 */
		RETIRED,

		/**
		 * The master itself.
		 */
		MASTER

	}

}
