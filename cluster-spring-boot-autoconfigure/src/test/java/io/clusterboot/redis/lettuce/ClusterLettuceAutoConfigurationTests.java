package io.clusterboot.redis.lettuce;

import java.time.Duration;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.junit.jupiter.api.Test;

import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterLettuceAutoConfiguration}.
 */
class ClusterLettuceAutoConfigurationTests {

	@Test
	void clientGivesUpSoon() {
		Clients.application().run((context) -> {
			LettuceClientConfiguration configuration = configuration(context.getBean(LettuceConnectionFactory.class));
			ClientOptions options = configuration.getClientOptions().orElseThrow();
			assertThat(configuration.getCommandTimeout()).isEqualTo(Duration.ofSeconds(1));
			assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
			assertThat(options.getRequestQueueSize()).isLessThan(100_000);
			assertThat(options.isAutoReconnect()).isTrue();
			assertThat(options.getTimeoutOptions().isTimeoutCommands()).isTrue();
			assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
			assertThat(options.getSocketOptions().isKeepAlive()).isTrue();
		});
	}

	@Test
	void optionsOfAClusterStayThoseOfACluster() {
		Clients.application()
			.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:1")
			.run((context) -> assertThat(
					configuration(context.getBean(LettuceConnectionFactory.class)).getClientOptions().orElseThrow())
				.isInstanceOf(ClusterClientOptions.class)
				.returns(DisconnectedBehavior.REJECT_COMMANDS, ClientOptions::getDisconnectedBehavior));
	}

	@Test
	void reconnectsAreLeftToChanceAndComeWithinASecond() {
		Clients.application().run((context) -> {
			ClientResources resources = context.getBean(ClientResources.class);
			assertThat(resources.ioThreadPoolSize()).isEqualTo(2);
			assertThat(resources.computationThreadPoolSize()).isEqualTo(2);
			Delay delay = resources.reconnectDelay();
			assertThat(Stream.generate(() -> delay.createDelay(20)).limit(50).distinct()).hasSizeGreaterThan(20)
				.allMatch((wait) -> wait.compareTo(Duration.ofSeconds(1)) <= 0);
			assertThat(delay.createDelay(1)).isLessThan(Duration.ofMillis(200));
		});
	}

	@Test
	void propertiesOfTheApplicationWin() {
		Clients.application()
			.withPropertyValues("spring.data.redis.timeout=7s", "spring.data.redis.connect-timeout=8s")
			.run((context) -> {
				LettuceClientConfiguration configuration = configuration(
						context.getBean(LettuceConnectionFactory.class));
				assertThat(configuration.getCommandTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(configuration.getClientOptions().orElseThrow().getSocketOptions().getConnectTimeout())
					.isEqualTo(Duration.ofSeconds(8));
			});
	}

	@Test
	void customizersOfTheApplicationWin() {
		Clients.application().withUserConfiguration(Customized.class).run((context) -> {
			LettuceClientConfiguration configuration = configuration(context.getBean(LettuceConnectionFactory.class));
			assertThat(configuration.getCommandTimeout()).isEqualTo(Duration.ofSeconds(9));
			assertThat(configuration.getClientOptions().orElseThrow().getDisconnectedBehavior())
				.isEqualTo(DisconnectedBehavior.ACCEPT_COMMANDS);
			assertThat(context.getBean(ClientResources.class).ioThreadPoolSize()).isEqualTo(5);
		});
	}

	@Test
	void backsOffWhereNothingIsClustered() {
		Clients.application()
			.withPropertyValues("cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ImpatientOptions.class)
				.hasSingleBean(LettuceConnectionFactory.class));
	}

	@Test
	void backsOffWithoutLettuce() {
		Clients.application()
			.withClassLoader(new FilteredClassLoader("io.lettuce"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ClusterLettuceAutoConfiguration.class));
	}

	private static LettuceClientConfiguration configuration(LettuceConnectionFactory factory) {
		return factory.getClientConfiguration();
	}

	/**
	 * An application that wants all of it otherwise.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		LettuceClientOptionsBuilderCustomizer ownOptions() {
			return (builder) -> builder.disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS);
		}

		@Bean
		LettuceClientConfigurationBuilderCustomizer ownConfiguration() {
			return (builder) -> builder.commandTimeout(Duration.ofSeconds(9));
		}

		@Bean
		ClientResourcesBuilderCustomizer ownResources() {
			return (builder) -> builder.ioThreadPoolSize(5);
		}

	}

}
