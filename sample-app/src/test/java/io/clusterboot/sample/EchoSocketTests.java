package io.clusterboot.sample;

import java.time.Duration;

import io.clusterboot.sample.harness.SocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EchoSocket}.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class EchoSocketTests {

	@LocalServerPort
	private int port;

	@Test
	void socketAnswersEachTextWithItsProcess() {
		long pid = ProcessHandle.current().pid();
		try (SocketClient client = SocketClient.connect(this.port, "/socket")) {
			assertThat(client.send("hello")).isEqualTo(pid + ":hello");
			assertThat(client.send("again")).isEqualTo(pid + ":again");
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void socketWhenClientLeavesAnswersTheClose() {
		try (SocketClient client = SocketClient.connect(this.port, "/socket")) {
			client.leave();
			assertThat(client.awaitClose(Duration.ofSeconds(10))).isEqualTo(1000);
		}
	}

}
