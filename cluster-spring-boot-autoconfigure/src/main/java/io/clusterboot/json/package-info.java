/**
 * The JSON that is kept in Redis, and the classes it may be read into.
 */
@NullMarked
package io.clusterboot.json;

import org.jspecify.annotations.NullMarked;
