package io.clusterboot.messaging.stomp;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationResult;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Decides which messages concern clients of other workers, too.
 */
final class RelayedDestinations {

	private final SimpleBrokerMessageHandler broker;

	private final UserDestinationResolver users;

	private final LocalSessions sessions;

	RelayedDestinations(SimpleBrokerMessageHandler broker, UserDestinationResolver users, LocalSessions sessions) {
		this.broker = broker;
		this.users = users;
		this.sessions = sessions;
	}

	/**
	 * Select a message that was sent here.
	 * @param message the message
	 * @return what to relay of it, {@code null} if it concerns nobody elsewhere
	 */
	@Nullable RelayedMessage select(Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		String destination = SimpMessageHeaderAccessor.getDestination(headers);
		if (destination == null || !isFirstSentHere(headers) || !(message.getPayload() instanceof byte[] payload)) {
			return null;
		}
		UserDestinationResult user = resolve(message);
		if (user != null) {
			String session = SimpMessageHeaderAccessor.getSessionId(headers);
			return isForSessionHere(user, session) ? null : RelayedMessage.of(headers, destination, session, payload);
		}
		return isForBroker(destination) ? RelayedMessage.of(headers, destination, null, payload) : null;
	}

	/*
	 * A message for a user is sent again, for each of the user's sessions here; then it
	 * tells where it was sent to before.
	 */
	private static boolean isFirstSentHere(MessageHeaders headers) {
		return SimpMessageHeaderAccessor.getMessageType(headers) == SimpMessageType.MESSAGE
				&& !RelayedMessage.isMarked(headers) && NativeMessageHeaderAccessor
					.getFirstNativeHeader(SimpMessageHeaderAccessor.ORIGINAL_DESTINATION, headers) == null;
	}

	/*
	 * What names no user is refused where it is handled, and of no use elsewhere.
	 */
	private @Nullable UserDestinationResult resolve(Message<?> message) {
		try {
			return this.users.resolveDestination(message);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private boolean isForSessionHere(UserDestinationResult user, @Nullable String session) {
		return session != null && user.getSessionIds().contains(session) && this.sessions.contains(session);
	}

	private boolean isForBroker(String destination) {
		return this.broker.getDestinationPrefixes().isEmpty()
				|| this.broker.getDestinationPrefixes().stream().anyMatch(destination::startsWith);
	}

}
