package io.clusterboot.messaging.redis;

import io.clusterboot.messaging.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterRedisMessagingAutoConfiguration}.
 */
class ClusterRedisMessagingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterRedisMessagingAutoConfiguration.class))
		.withBean(LettuceConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 1));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			cluster.workers=2                                            | true
			cluster.workers=2 cluster.worker.redis=configured            | true
			cluster.workers=2 cluster.worker.redis=embedded              | true
			cluster.workers=2 cluster.worker.redis=absent                | false
			cluster.workers=2 cluster.messaging.transport=kafka          | false
			cluster.workers=2 cluster.enabled=false                      | false
			cluster.enabled=true                                         | false
			""")
	void messagesGoByWayOfRedisWhereThereIsOneForAllWorkers(String properties, boolean expected) {
		this.runner.withPropertyValues(properties.split(" "))
			.run((context) -> assertThat(context.getBeanProvider(Transport.class).getIfAvailable() != null)
				.isEqualTo(expected));
	}

}
