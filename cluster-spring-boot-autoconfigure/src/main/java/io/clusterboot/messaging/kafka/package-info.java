/**
 * Messages by way of Kafka.
 */
@NullMarked
package io.clusterboot.messaging.kafka;

import org.jspecify.annotations.NullMarked;
