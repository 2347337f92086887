/**
 * Messages by way of Redis.
 */
@NullMarked
package io.clusterboot.messaging.redis;

import org.jspecify.annotations.NullMarked;
