/**
 * Ways to share one listening port between processes.
 */
@NullMarked
package io.clusterboot.listen;

import org.jspecify.annotations.NullMarked;
