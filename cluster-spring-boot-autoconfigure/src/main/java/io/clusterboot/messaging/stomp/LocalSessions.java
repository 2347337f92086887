package io.clusterboot.messaging.stomp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ChannelInterceptor;

/**
 * The sessions of the clients that are connected to this worker.
 */
/*
 * The registry of Spring knows only those of users with a name.
 */
final class LocalSessions implements ChannelInterceptor {

	private final Set<String> ids = ConcurrentHashMap.newKeySet();

	boolean contains(String id) {
		return this.ids.contains(id);
	}

	/*
	 * Who was refused is not connected; who has gone has, even if the message that says
	 * so was held back.
	 */
	@Override
	public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent,
			@Nullable Exception failure) {
		SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
		String session = SimpMessageHeaderAccessor.getSessionId(message.getHeaders());
		if (session != null && type == SimpMessageType.CONNECT && sent) {
			this.ids.add(session);
		}
		else if (session != null && type == SimpMessageType.DISCONNECT) {
			this.ids.remove(session);
		}
	}

}
