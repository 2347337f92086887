package io.clusterboot.relay;

import io.clusterboot.ipc.Speaker;

/**
 * What somebody has said.
 *
 * @param speaker who, and as what
 * @param text what; of a worker that was asked and did not answer it is empty
 */
public record Statement(Speaker speaker, String text) {
}
