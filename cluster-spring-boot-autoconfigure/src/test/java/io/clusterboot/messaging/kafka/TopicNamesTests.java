package io.clusterboot.messaging.kafka;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TopicNames}.
 */
class TopicNamesTests {

	@Test
	void topicsAndQueuesOfOneNameDiffer() {
		TopicNames names = new TopicNames("shop");
		assertThat(names.topic("prices")).isEqualTo("shop.topic.prices");
		assertThat(names.queue("prices")).isEqualTo("shop.queue.prices");
		assertThat(TopicNames.dead(names.queue("prices"))).isEqualTo("shop.queue.prices.dead");
	}

	@Test
	void applicationKeepsWhatKafkaTakes() {
		assertThat(new TopicNames("My_shop-2.eu").topic("x")).isEqualTo("My_shop-2.eu.topic.x");
	}

	@Test
	void whatKafkaDoesNotTakeBecomesItsCodeSoThatNamesStillDiffer() {
		assertThat(new TopicNames("my shop").topic("x")).isEqualTo("my-20shop.topic.x");
		assertThat(new TopicNames("Büro").topic("x")).isEqualTo("B-fcro.topic.x");
	}

}
