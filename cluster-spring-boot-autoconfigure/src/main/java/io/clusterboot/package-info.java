/**
 * What an application sees of its cluster: properties, roles, states, status, events.
 */
@NullMarked
package io.clusterboot;

import org.jspecify.annotations.NullMarked;
