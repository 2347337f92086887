package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.clusterboot.messaging.Attempts;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link QueueReader}.
 */
class QueueReaderTests {

	private static final TopicPartition PARTITION = new TopicPartition("q", 0);

	private final AtomicInteger handled = new AtomicInteger();

	private final QueueReader reader = new QueueReader(mock(KafkaClients.class), mock(KafkaTopics.class), "q", 1,
			(record, end) -> new Job(record, (parcel) -> this.handled.incrementAndGet(), new Attempts(1),
					mock(DeadLetters.class), end));

	@Test
	void rebalanceThatRefusesACommitIsPolledToItsEnd() {
		RebalancingConsumer consumer = new RebalancingConsumer();
		consumer.assign(List.of(PARTITION));
		consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
		consumer.addRecord(new ConsumerRecord<>("q", 0, 0, "key", new byte[0]));
		Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
			this.reader.turn(consumer);
			return consumer.committed != null;
		});
		assertThat(consumer.committed).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(1)));
		assertThat(this.handled).hasValue(1);
		this.reader.leave();
	}

	@Test
	void nothingBeginsWhileKafkaCannotBeToldWhatIsDone() {
		StubbornConsumer consumer = new StubbornConsumer();
		TopicPartition other = new TopicPartition("q", 1);
		consumer.assign(List.of(PARTITION, other));
		consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, other, 0L));
		consumer.addRecord(new ConsumerRecord<>("q", 0, 0, "key", new byte[0]));
		turnUntil(consumer, () -> consumer.refusals > 0);
		consumer.addRecord(new ConsumerRecord<>("q", 1, 0, "key", new byte[0]));
		turnUntil(consumer, () -> consumer.refusals > 5);
		assertThat(this.handled).hasValue(1);
		consumer.willing = true;
		turnUntil(consumer, () -> this.handled.get() == 2);
		this.reader.leave();
	}

	private void turnUntil(MockConsumer<String, byte[]> consumer, BooleanSupplier condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			this.reader.turn(consumer);
			return condition.getAsBoolean();
		});
	}

	/**
	 * Takes no commit until it is willing to.
	 */
	private static final class StubbornConsumer extends MockConsumer<String, byte[]> {

		private int refusals;

		private boolean willing;

		StubbornConsumer() {
			super("earliest");
		}

		@Override
		public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
			if (!this.willing) {
				this.refusals++;
				throw new RebalanceInProgressException("call poll");
			}
		}

	}

	/**
	 * Takes no commit until it has been polled once more.
	 */
	private static final class RebalancingConsumer extends MockConsumer<String, byte[]> {

		private boolean refused;

		private boolean polled;

		private Map<TopicPartition, OffsetAndMetadata> committed;

		RebalancingConsumer() {
			super("earliest");
		}

		@Override
		public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
			this.polled = this.refused;
			return super.poll(timeout);
		}

		@Override
		public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
			if (!this.polled) {
				this.refused = true;
				throw new RebalanceInProgressException("call poll");
			}
			this.committed = offsets;
		}

	}

}
