package io.clusterboot;

/**
 * What a JVM is in a cluster; decided once, before any application context exists.
 */
public enum Role {

	/**
	 * Owns the listening socket and supervises workers; never runs the application.
	 */
	MASTER,

	/**
	 * Runs the application for a master.
	 */
	WORKER,

	/**
	 * A plain Spring Boot application.
	 */
	NONE

}
