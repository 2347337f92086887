/**
 * Starting this JVM's own command line again as a worker.
 */
@NullMarked
package io.clusterboot.launch;

import org.jspecify.annotations.NullMarked;
