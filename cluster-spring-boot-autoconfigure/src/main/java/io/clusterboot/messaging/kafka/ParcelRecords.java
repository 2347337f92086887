package io.clusterboot.messaging.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.clusterboot.messaging.Parcel;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a message looks like in Kafka.
 */
/*
 * The publisher is the key, so that its messages keep their order in a topic that has
 * several partitions. The messages of a queue have no key, to be spread evenly.
 */
final class ParcelRecords {

	private static final String PUBLISHER = "cluster-publisher";

	private static final String NUMBER = "cluster-number";

	private static final byte[] NOTHING = {};

	private ParcelRecords() {
	}

	static ProducerRecord<String, byte[]> ordered(String topic, Parcel parcel) {
		return write(topic, parcel.publisher(), parcel);
	}

	/*
	 * why a key: without one Kafka fills a batch of 16 KB for one partition before it
	 * goes on to the next (BuiltInPartitioner), so small jobs would all wait for the same
	 * worker.
	 */
	static ProducerRecord<String, byte[]> spread(String topic, Parcel parcel) {
		return write(topic, parcel.publisher() + "-" + parcel.number(), parcel);
	}

	private static ProducerRecord<String, byte[]> write(String topic, String key, Parcel parcel) {
		ProducerRecord<String, byte[]> result = new ProducerRecord<>(topic, key, parcel.content());
		result.headers()
			.add(PUBLISHER, parcel.publisher().getBytes(StandardCharsets.UTF_8))
			.add(NUMBER, Long.toString(parcel.number()).getBytes(StandardCharsets.US_ASCII));
		return result;
	}

	/**
	 * Return the message of a record. One that somebody else has written without our
	 * headers is told from others by its place.
	 */
	static Parcel read(ConsumerRecord<String, byte[]> record) {
		byte[] content = Objects.requireNonNullElse(record.value(), NOTHING);
		String publisher = header(record, PUBLISHER);
		String number = header(record, NUMBER);
		if (publisher == null || number == null || !number.matches("\\d{1,18}")) {
			return new Parcel(record.topic() + "-" + record.partition(), record.offset() + 1, content);
		}
		return new Parcel(publisher, Long.parseLong(number), content);
	}

	private static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
		Header header = record.headers().lastHeader(name);
		byte[] value = (header != null) ? header.value() : null;
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
	}

}
