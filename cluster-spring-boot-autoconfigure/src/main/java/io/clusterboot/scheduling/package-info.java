/**
 * What runs on one worker only: schedules, runners and locks.
 */
@NullMarked
package io.clusterboot.scheduling;

import org.jspecify.annotations.NullMarked;
