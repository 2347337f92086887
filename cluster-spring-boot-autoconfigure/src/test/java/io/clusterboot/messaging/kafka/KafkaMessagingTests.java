package io.clusterboot.messaging.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clusterboot.ClusterMessagingException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.support.KafkaHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of several workers with one Kafka.
 */
class KafkaMessagingTests {

	private static final String[] IMPATIENT = { "spring.kafka.producer.properties.request.timeout.ms=1500",
			"spring.kafka.producer.properties.delivery.timeout.ms=3000" };

	private static RealKafka kafka;

	@BeforeAll
	static void startKafka() {
		kafka = RealKafka.start();
	}

	@AfterAll
	static void stopKafka() throws IOException {
		kafka.close();
	}

	@Test
	void eachWorkerGetsEachMessageOnceInTheOrderOfItsPublisher() {
		try (KafkaWorker first = worker("order");
				KafkaWorker second = worker("order");
				KafkaWorker third = worker("order")) {
			List<String> ofFirst = names("first", 300);
			List<String> ofSecond = names("second", 300);
			CompletableFuture
				.allOf(CompletableFuture.runAsync(() -> ofFirst.forEach(first::publish)),
						CompletableFuture.runAsync(() -> ofSecond.forEach(second::publish)))
				.join();
			for (KafkaWorker worker : List.of(first, second, third)) {
				soon().untilAsserted(() -> assertThat(worker.notes()).hasSize(600));
				assertThat(worker.notes()).filteredOn((note) -> note.startsWith("first"))
					.containsExactlyElementsOf(ofFirst);
				assertThat(worker.notes()).filteredOn((note) -> note.startsWith("second"))
					.containsExactlyElementsOf(ofSecond);
			}
		}
	}

	@Test
	void workerThatJoinsLaterGetsWhatIsPublishedFromThenOn() {
		try (KafkaWorker first = worker("late")) {
			first.publish("before");
			try (KafkaWorker second = worker("late")) {
				first.publish("after");
				soon().untilAsserted(() -> assertThat(second.notes()).containsExactly("after"));
			}
		}
	}

	@Test
	void queueGivesEachMessageToOneWorker() {
		List<String> all = names("job", 300);
		try (KafkaWorker first = worker("share"); KafkaWorker second = worker("share")) {
			awaitShare(first, second);
			all.forEach(first::enqueue);
			soon().until(() -> all(KafkaWorker::done, first, second).containsAll(all));
			assertThat(all(KafkaWorker::done, first, second)).doesNotHaveDuplicates();
			assertThat(first.done()).filteredOn(all::contains).hasSizeGreaterThan(50);
			assertThat(second.done()).filteredOn(all::contains).hasSizeGreaterThan(50);
		}
	}

	/*
	 * Until both have been given partitions.
	 */
	private static void awaitShare(KafkaWorker first, KafkaWorker second) {
		AtomicInteger number = new AtomicInteger();
		soon().until(() -> {
			first.enqueue("try" + number.incrementAndGet());
			return !first.done().isEmpty() && !second.done().isEmpty();
		});
	}

	@Test
	void messageThatFailsIsTriedAgainAndLaidAsideWithItsReason() {
		try (KafkaWorker worker = worker("failure", "cluster.messaging.max-attempts=2")) {
			worker.enqueue("bad");
			ConsumerRecord<String, byte[]> dead = first("failure.queue.jobs.dead");
			assertThat(worker.begun()).containsExactly("bad", "bad");
			assertThat(text(dead.value())).isEqualTo("{\"id\":\"bad\"}");
			assertThat(header(dead, KafkaHeaders.DLT_EXCEPTION_FQCN)).isEqualTo(IllegalStateException.class.getName());
			assertThat(header(dead, KafkaHeaders.DLT_EXCEPTION_MESSAGE)).isEqualTo("bad cannot be done");
			assertThat(header(dead, KafkaHeaders.DLT_ORIGINAL_TOPIC)).isEqualTo("failure.queue.jobs");
		}
	}

	@Test
	void messageThatCannotBeReadIsLaidAsideAtOnce() {
		try (KafkaWorker worker = worker("unreadable")) {
			worker.messaging().enqueue("jobs", List.of("no work"));
			ConsumerRecord<String, byte[]> dead = first("unreadable.queue.jobs.dead");
			assertThat(text(dead.value())).isEqualTo("[\"no work\"]");
			assertThat(worker.begun()).isEmpty();
			worker.enqueue("good");
			soon().untilAsserted(() -> assertThat(worker.done()).containsExactly("good"));
		}
	}

	@Test
	void messagesOfOthersAreTaken() throws Exception {
		try (KafkaWorker worker = worker("foreign")) {
			worker.enqueue("own");
			try (KafkaProducer<String, byte[]> foreign = new KafkaProducer<>(
					Map.of("bootstrap.servers", kafka.servers()), new StringSerializer(), new ByteArraySerializer())) {
				foreign.send(new ProducerRecord<>("foreign.topic.notes", "\"one\"".getBytes(StandardCharsets.UTF_8)));
				foreign.send(new ProducerRecord<>("foreign.topic.notes", "\"two\"".getBytes(StandardCharsets.UTF_8)));
				foreign
					.send(new ProducerRecord<>("foreign.queue.jobs", "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8)))
					.get();
			}
			soon().untilAsserted(() -> assertThat(worker.notes()).containsExactly("one", "two"));
			soon().untilAsserted(() -> assertThat(worker.done()).containsExactlyInAnyOrder("own", "x"));
		}
	}

	@Test
	void workerThatStopsEndsItsWorkAndLeavesTheRestToOthers() {
		try (KafkaWorker first = worker("stop")) {
			first.enqueue("slow");
			soon().untilAsserted(() -> assertThat(first.begun()).containsExactly("slow"));
			first.stop();
			assertThat(first.done()).containsExactly("slow");
			try (KafkaWorker second = worker("stop")) {
				second.enqueue("next");
				soon().untilAsserted(() -> assertThat(second.done()).containsExactly("next"));
				assertThat(second.begun()).containsExactly("next");
			}
		}
	}

	@Test
	void messageInWorkIsEndedBeforeItsPartitionGoesToAnother() throws Exception {
		try (KafkaWorker first = worker("stay")) {
			first.enqueue("slow");
			soon().untilAsserted(() -> assertThat(first.begun()).containsExactly("slow"));
			try (KafkaWorker second = worker("stay"); KafkaWorker third = worker("stay")) {
				soon().until(() -> members("stay.queue.jobs") == 3);
				first.open();
				List<String> quick = names("quick", 64);
				quick.forEach(second::enqueue);
				soon().until(() -> all(KafkaWorker::done, first, second, third).containsAll(quick));
				awaitShare(second, third);
				assertThat(all(KafkaWorker::begun, first, second, third)).doesNotHaveDuplicates();
			}
		}
	}

	private static int members(String group) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
			return admin.describeConsumerGroups(Set.of(group)).all().get().get(group).members().size();
		}
	}

	@Test
	void workGoesOnWhenKafkaWasKilled() {
		try (KafkaWorker first = worker("kill", IMPATIENT); KafkaWorker second = worker("kill", IMPATIENT)) {
			first.publish("before");
			List<String> jobs = names("job", 20);
			jobs.forEach(first::enqueue);
			kafka.kill();
			long begin = System.nanoTime();
			assertThatExceptionOfType(ClusterMessagingException.class).isThrownBy(() -> first.publish("meanwhile"));
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(6));
			kafka.startAgain();
			publishWhenPossible(first, "after");
			soon().untilAsserted(() -> assertThat(second.notes()).contains("before", "after"));
			soon().untilAsserted(
					() -> assertThat(new HashSet<>(all(KafkaWorker::done, first, second))).hasSize(jobs.size()));
			first.enqueue("last");
			soon().until(() -> all(KafkaWorker::done, first, second).contains("last"));
		}
	}

	/*
	 * It answers before its partitions can be written again.
	 */
	private static void publishWhenPossible(KafkaWorker worker, String note) {
		soon().ignoreExceptionsInstanceOf(ClusterMessagingException.class).until(() -> {
			worker.publish(note);
			return true;
		});
	}

	@Test
	void shortSilenceOfKafkaDelaysAMessageAndLongSilenceFailsIt() throws Exception {
		try (KafkaWorker worker = worker("silence", IMPATIENT)) {
			worker.publish("before");
			kafka.pause();
			CompletableFuture<Void> delayed = CompletableFuture.runAsync(() -> worker.publish("delayed"));
			assertThat(delayed).failsWithin(Duration.ofMillis(700)).withThrowableThat();
			kafka.resume();
			delayed.get();
			kafka.pause();
			assertThatExceptionOfType(ClusterMessagingException.class).isThrownBy(() -> worker.publish("lost"))
				.withMessageContaining("perhaps");
			kafka.resume();
			worker.publish("after");
			soon().untilAsserted(() -> assertThat(worker.notes()).contains("before", "delayed", "after"));
		}
		finally {
			kafka.resume();
		}
	}

	@Test
	void applicationStartsWithoutKafkaAndJoinsItWhenItIsThere() throws IOException {
		try (RealKafka later = RealKafka.absent()) {
			long begin = System.nanoTime();
			try (KafkaWorker worker = KafkaWorker.start(later, "later")) {
				assertThatExceptionOfType(ClusterMessagingException.class).isThrownBy(() -> worker.publish("early"));
				assertThatExceptionOfType(ClusterMessagingException.class).isThrownBy(() -> worker.enqueue("early"));
				assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
				later.startAgain();
				soon().ignoreException(ClusterMessagingException.class).untilAsserted(() -> {
					worker.publish("there");
					assertThat(worker.notes()).contains("there");
				});
				worker.enqueue("job");
				soon().untilAsserted(() -> assertThat(worker.done()).containsExactly("job"));
			}
		}
	}

	@Test
	void largestMessageIsTakenAndOneTooLargeForATopicIsRefused() throws Exception {
		try (KafkaWorker worker = worker("large")) {
			String largest = "x".repeat(1024 * 1024 - 2);
			worker.publish(largest);
			soon().untilAsserted(() -> assertThat(worker.notes()).hasSize(1));
			assertThat(worker.notes()).containsExactly(largest);
			createTopic(new NewTopic("large.topic.small", 1, (short) 1).configs(Map.of("max.message.bytes", "1000")));
			assertThatExceptionOfType(ClusterMessagingException.class)
				.isThrownBy(() -> worker.messaging().publish("small", "x".repeat(2000)))
				.withMessageContaining("larger");
		}
	}

	@Test
	void topicThatIsThereIsLeftAsItIs() throws Exception {
		createTopic(new NewTopic("kept.topic.notes", 3, (short) 1));
		try (KafkaWorker first = worker("kept"); KafkaWorker second = worker("kept")) {
			List<String> notes = names("note", 100);
			notes.forEach(first::publish);
			soon().untilAsserted(() -> assertThat(second.notes()).containsExactlyElementsOf(notes));
			assertThat(partitions("kept.topic.notes")).isEqualTo(3);
			assertThat(partitions("kept.queue.jobs")).isEqualTo(32);
		}
	}

	private static KafkaWorker worker(String application, String... properties) {
		return KafkaWorker.start(kafka, application, properties);
	}

	private static List<String> names(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((number) -> prefix + number).toList();
	}

	private static List<String> all(Function<KafkaWorker, List<String>> what, KafkaWorker... workers) {
		return Stream.of(workers).map(what).flatMap(List::stream).toList();
	}

	private static ConditionFactory soon() {
		return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
	}

	private static void createTopic(NewTopic topic) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
			admin.createTopics(List.of(topic)).all().get();
		}
	}

	private static int partitions(String topic) throws Exception {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
			return admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic).partitions().size();
		}
	}

	private static ConsumerRecord<String, byte[]> first(String topic) {
		try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", kafka.servers(), ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
				new StringDeserializer(), new ByteArrayDeserializer())) {
			soon().until(() -> consumer.listTopics().containsKey(topic));
			consumer.assign(List.of(new TopicPartition(topic, 0)));
			return soon().until(() -> consumer.poll(Duration.ofMillis(100)), (records) -> !records.isEmpty())
				.iterator()
				.next();
		}
	}

	private static String header(ConsumerRecord<String, byte[]> record, String name) {
		return text(record.headers().lastHeader(name).value());
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
