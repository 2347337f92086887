/**
 * Leading and giving up the lead, as one worker sees it.
 */
@NullMarked
package io.clusterboot.leader;

import org.jspecify.annotations.NullMarked;
