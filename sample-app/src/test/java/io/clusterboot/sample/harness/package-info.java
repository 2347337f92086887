/**
 * What the process tests are made of: a cluster as a process, a load that counts
 * truthfully, and requests that are held in flight.
 */
@NullMarked
package io.clusterboot.sample.harness;

import org.jspecify.annotations.NullMarked;
