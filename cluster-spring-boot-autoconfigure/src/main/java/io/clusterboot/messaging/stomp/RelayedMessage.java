package io.clusterboot.messaging.stomp;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.MimeType;

/**
 * A message of a broker on its way to the brokers of the other workers.
 *
 * @param destination where it was sent to
 * @param session the session of who sent it, if that matters for where it goes
 * @param contentType type of the payload, if it is known
 * @param headers what subscribers see of its headers
 * @param payload the payload
 */
record RelayedMessage(String destination, @Nullable String session, @Nullable String contentType,
		@Nullable Map<String, List<String>> headers, byte[] payload) {

	/*
	 * Not a native header, so that no client can set it, and none gets it.
	 */
	private static final String MARK = "clusterRelayed";

	/*
	 * The application may have told Jackson to leave out what is empty.
	 */
	RelayedMessage {
		payload = (payload != null) ? payload : new byte[0];
	}

	/*
	 * Of the headers only those that are sent to clients: the others name objects of this
	 * process, such as a session and its user.
	 */
	@SuppressWarnings("unchecked")
	static RelayedMessage of(MessageHeaders headers, String destination, @Nullable String session, byte[] payload) {
		Object contentType = headers.get(MessageHeaders.CONTENT_TYPE);
		Map<String, List<String>> sent = (Map<String, List<String>>) headers
			.get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		return new RelayedMessage(destination, session, (contentType != null) ? contentType.toString() : null,
				(sent != null) ? Map.copyOf(sent) : null, payload);
	}

	/**
	 * Whether a message comes from another worker.
	 * @param headers the headers of the message
	 * @return true if it was made here by {@link #toMessage()}, or of such a message
	 */
	static boolean isMarked(MessageHeaders headers) {
		return headers.containsKey(MARK);
	}

	Message<byte[]> toMessage() {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		accessor.setDestination(this.destination);
		accessor.setSessionId(this.session);
		if (this.contentType != null) {
			accessor.setContentType(MimeType.valueOf(this.contentType));
		}
		if (this.headers != null) {
			this.headers.forEach(accessor::setNativeHeaderValues);
		}
		accessor.setHeader(MARK, true);
		return MessageBuilder.createMessage(this.payload, accessor.getMessageHeaders());
	}

	/**
	 * Return about how large it is.
	 * @return number of bytes, without what JSON adds
	 */
	int size() {
		int size = this.destination.length() + this.payload.length;
		if (this.headers != null) {
			for (Map.Entry<String, List<String>> header : this.headers.entrySet()) {
				size += header.getKey().length() + header.getValue().stream().mapToInt(String::length).sum();
			}
		}
		return size;
	}

}
