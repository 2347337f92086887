/**
 * Actuator endpoint, health and info of the cluster.
 */
@NullMarked
package io.clusterboot.actuate;

import org.jspecify.annotations.NullMarked;
