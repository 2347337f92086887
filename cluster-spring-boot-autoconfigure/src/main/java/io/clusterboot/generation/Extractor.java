package io.clusterboot.generation;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Unpacks the libraries of a jar beside it, so that its classes need no second class
 * loader and can be shared between workers.
 */
interface Extractor {

	/**
	 * Extract a jar.
	 * @param jar the jar
	 * @param destination the directory to make, with a jar of the same name
	 * @throws IOException if that is not possible
	 * @throws InterruptedException if this thread is interrupted; nothing is written any
	 * more then
	 */
	void extract(Path jar, Path destination) throws IOException, InterruptedException;

}
