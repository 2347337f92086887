package io.clusterboot.messaging.stomp;

import io.clusterboot.ClusterListener;
import io.clusterboot.ClusterMessaging;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.InterceptableChannel;

/**
 * Joins the simple broker of this worker with those of the others: what is sent to one
 * reaches the subscribers of all.
 */
/*
 * The application sends to the broker's channel. Clients send to a channel of their own,
 * from which the broker takes what is for it. Both are watched by the last of their
 * interceptors: what one of the application has refused does not get here, and what it
 * has changed gets here changed.
 */
final class StompRelay implements ChannelInterceptor, SmartInitializingSingleton, SmartLifecycle {

	static final String TOPIC = "cluster.stomp";

	private static final Log logger = LogFactory.getLog(StompRelay.class);

	private final SimpleBrokerMessageHandler broker;

	private final LocalSessions sessions = new LocalSessions();

	private final RelayedDestinations destinations;

	private final String origin;

	private final Outbox outbox;

	StompRelay(SimpleBrokerMessageHandler broker, UserDestinationResolver users, ClusterMessaging messaging,
			String origin) {
		this.broker = broker;
		this.destinations = new RelayedDestinations(broker, users, this.sessions);
		this.origin = origin;
		this.outbox = new Outbox(messaging, TOPIC, origin);
	}

	/*
	 * Before the web server takes clients. The sessions are at the head, to be told also
	 * of what another interceptor holds back.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (this.broker.getClientInboundChannel() instanceof InterceptableChannel clients) {
			clients.addInterceptor(0, this.sessions);
			clients.addInterceptor(this);
		}
		if (this.broker.getBrokerChannel() instanceof InterceptableChannel application) {
			application.addInterceptor(this);
		}
	}

	/*
	 * Before it is handled, which another thread may do at once, and then go on with the
	 * next one.
	 */
	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		RelayedMessage relayed = this.destinations.select(message);
		if (relayed != null) {
			this.outbox.add(relayed);
		}
		return message;
	}

	@ClusterListener(TOPIC)
	void receive(RelayedMessages relayed) {
		if (!relayed.origin().equals(this.origin)) {
			relayed.messages().forEach(this::deliver);
		}
	}

	private void deliver(RelayedMessage relayed) {
		try {
			this.broker.getBrokerChannel().send(relayed.toMessage());
		}
		catch (MessagingException ex) {
			logger.warn("A message of another worker to '" + relayed.destination()
					+ "' did not reach the subscribers of this one", ex);
		}
	}

	@Override
	public void start() {
		this.outbox.start();
	}

	@Override
	public void stop() {
		this.outbox.stop();
	}

	@Override
	public boolean isRunning() {
		return this.outbox.isRunning();
	}

	/*
	 * In the end after the web server, whose last requests may send messages, and before
	 * what carries them.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE / 2;
	}

}
