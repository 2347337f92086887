/**
 * Messages of a simple STOMP broker, carried to the other workers.
 */
@NullMarked
package io.clusterboot.messaging.stomp;

import org.jspecify.annotations.NullMarked;
