package io.clusterboot.messaging.stomp;

import java.util.List;

/**
 * What one worker says to the brokers of all.
 *
 * @param origin name of that worker, another one for each start
 * @param messages the messages, in the order in which they were sent
 */
record RelayedMessages(String origin, List<RelayedMessage> messages) {
}
