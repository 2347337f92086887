package io.clusterboot.messaging;

/**
 * A message on its way.
 *
 * @param publisher who sends it: another name for each start of a worker
 * @param number number of the message among those that the publisher has sent to this
 * topic or queue, from 1 on without a gap
 * @param content the payload, as JSON
 */
public record Parcel(String publisher, long number, byte[] content) {
}
