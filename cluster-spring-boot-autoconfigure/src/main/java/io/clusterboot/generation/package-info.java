/**
 * Private copies of the application, from which workers run.
 */
@NullMarked
package io.clusterboot.generation;

import org.jspecify.annotations.NullMarked;
