/**
 * The door: decides once whether this JVM is master, worker or neither.
 */
@NullMarked
package io.clusterboot.bootstrap;

import org.jspecify.annotations.NullMarked;
