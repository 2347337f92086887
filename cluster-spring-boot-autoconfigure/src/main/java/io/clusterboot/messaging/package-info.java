/**
 * Messages between workers, whatever carries them.
 */
@NullMarked
package io.clusterboot.messaging;

import org.jspecify.annotations.NullMarked;
