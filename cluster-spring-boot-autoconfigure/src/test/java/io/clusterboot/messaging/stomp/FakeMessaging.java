package io.clusterboot.messaging.stomp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clusterboot.ClusterMessaging;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries messages between the relays of one process, as JSON.
 */
final class FakeMessaging implements ClusterMessaging {

	private final JsonMapper json = JsonMapper.builder().build();

	private final List<StompRelay> relays = new CopyOnWriteArrayList<>();

	private final List<RelayedMessages> published = new CopyOnWriteArrayList<>();

	private volatile Runnable road = () -> {
	};

	void join(StompRelay relay) {
		this.relays.add(relay);
	}

	/**
	 * Set what is on the way of each message.
	 */
	void road(Runnable road) {
		this.road = road;
	}

	List<RelayedMessage> published() {
		return this.published.stream().flatMap((batch) -> batch.messages().stream()).toList();
	}

	int batches() {
		return this.published.size();
	}

	void forget() {
		this.published.clear();
		this.road = () -> {
		};
	}

	@Override
	public void publish(String topic, Object payload) {
		if (!topic.equals("cluster.stomp")) {
			throw new IllegalStateException("topic: " + topic);
		}
		this.road.run();
		byte[] message = this.json.writeValueAsBytes(payload);
		this.published.add(read(message));
		this.relays.forEach((relay) -> relay.receive(read(message)));
	}

	private RelayedMessages read(byte[] message) {
		return this.json.readValue(message, RelayedMessages.class);
	}

	@Override
	public void enqueue(String queue, @Nullable Object payload) {
		throw new UnsupportedOperationException("queue: " + queue);
	}

}
