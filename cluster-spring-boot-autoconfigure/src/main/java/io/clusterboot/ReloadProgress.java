package io.clusterboot;

import java.time.Instant;

/**
 * A reload that is under way.
 *
 * @param generation generation that it brings
 * @param step what it is at, as a sentence fragment
 * @param startedAt when it was asked for
 */
public record ReloadProgress(int generation, String step, Instant startedAt) {
}
