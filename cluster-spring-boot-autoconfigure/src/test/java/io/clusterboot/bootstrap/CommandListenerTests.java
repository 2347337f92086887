package io.clusterboot.bootstrap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CommandListener}.
 */
class CommandListenerTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void comesBetweenTheConfigurationAndTheLog() {
		assertThat(new CommandListener().getOrder())
			.isGreaterThan(EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER)
			.isLessThan(LoggingApplicationListener.DEFAULT_ORDER);
	}

	@Test
	void startByATestIsNoCommand() {
		new CommandListener().onApplicationEvent(new ApplicationEnvironmentPreparedEvent(new DefaultBootstrapContext(),
				new SpringApplication(CommandListenerTests.class), new String[] { "cluster", "help" },
				this.environment));
		assertThat(Thread.currentThread().isAlive()).as("and this test goes on").isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "server.port,90x0,server.port: 90x0 (expected: integer)",
			"cluster.run-directory,a\0b,cluster.run-directory: a\0b (expected: path)" })
	void whereaboutsWhenAPropertyCannotBeReadIsRefused(String name, String value, String explanation) {
		this.environment.setProperty(name, value);
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> CommandListener.whereabouts(this.environment))
			.satisfies((ex) -> assertThat(CommandListener.explain(ex)).isEqualTo(explanation));
	}

}
