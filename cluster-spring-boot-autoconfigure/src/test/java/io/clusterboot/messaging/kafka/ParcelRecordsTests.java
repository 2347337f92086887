package io.clusterboot.messaging.kafka;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import io.clusterboot.messaging.Parcel;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ParcelRecords}.
 */
class ParcelRecordsTests {

	private static final byte[] CONTENT = "{}".getBytes(StandardCharsets.UTF_8);

	@Test
	void parcelIsReadAsItWasWritten() {
		ProducerRecord<String, byte[]> written = ParcelRecords.ordered("t", new Parcel("p-1", 7, CONTENT));
		ConsumerRecord<String, byte[]> record = record(written.value());
		written.headers().forEach(record.headers()::add);
		Parcel read = ParcelRecords.read(record);
		assertThat(read.publisher()).isEqualTo("p-1");
		assertThat(read.number()).isEqualTo(7);
		assertThat(read.content()).isEqualTo(CONTENT);
	}

	@Test
	void publisherIsTheKeyWhereOrderMatters() {
		Parcel parcel = new Parcel("p-1", 7, CONTENT);
		assertThat(ParcelRecords.ordered("t", parcel).key()).isEqualTo("p-1");
	}

	@Test
	void messagesOfAQueueHaveKeysOfTheirOwnSoThatTheyGoToDifferentPartitions() {
		assertThat(IntStream.range(0, 100)
			.mapToObj((number) -> ParcelRecords.spread("t", new Parcel("p-1", number, CONTENT)).key()))
			.doesNotContainNull()
			.doesNotHaveDuplicates();
	}

	@Test
	void recordOfAnotherIsToldByItsPlace() {
		Parcel parcel = ParcelRecords.read(record(CONTENT));
		assertThat(parcel.publisher()).isEqualTo("t-3");
		assertThat(parcel.number()).isEqualTo(42);
	}

	@Test
	void recordWithAStrangeNumberIsOneOfAnother() {
		ConsumerRecord<String, byte[]> record = record(CONTENT);
		record.headers().add("cluster-publisher", CONTENT).add("cluster-number", "-1".getBytes(StandardCharsets.UTF_8));
		assertThat(ParcelRecords.read(record).number()).isEqualTo(42);
	}

	@Test
	void recordWithoutContentIsEmpty() {
		assertThat(ParcelRecords.read(record(null)).content()).isEmpty();
	}

	@SuppressWarnings("NullAway")
	private static ConsumerRecord<String, byte[]> record(byte @Nullable [] content) {
		return new ConsumerRecord<>("t", 3, 41, null, content);
	}

}
