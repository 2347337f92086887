package io.clusterboot.generation;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An application jar as workers run it.
 *
 * @param jar the jar to run: a private copy, or the origin itself if it cannot be copied
 * @param hash SHA-256 of the bytes of the origin, in lower-case hex; with a class path it
 * covers the files of that too
 * @param origin where it came from
 * @param stagedAt when it was asked for
 */
public record StagedJar(Path jar, String hash, Path origin, Instant stagedAt) {

}
