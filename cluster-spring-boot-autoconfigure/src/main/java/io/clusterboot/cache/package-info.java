/**
 * Caches that workers share.
 */
@NullMarked
package io.clusterboot.cache;

import org.jspecify.annotations.NullMarked;
