/**
 * How workers reach Redis, and what they do when it is away.
 */
@NullMarked
package io.clusterboot.redis.lettuce;

import org.jspecify.annotations.NullMarked;
