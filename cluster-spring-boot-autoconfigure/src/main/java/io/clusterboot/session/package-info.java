/**
 * Sessions that outlive a worker.
 */
@NullMarked
package io.clusterboot.session;

import org.jspecify.annotations.NullMarked;
