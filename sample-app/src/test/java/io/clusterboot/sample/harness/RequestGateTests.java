package io.clusterboot.sample.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RequestGate}.
 */
@Timeout(60)
class RequestGateTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Test
	void holdKeepsRequestsInFlightUntilRelease() throws IOException {
		AtomicInteger answered = new AtomicInteger();
		try (ToyServer server = ToyServer.with((client) -> {
			echo(client);
			answered.incrementAndGet();
		})) {
			try (RequestGate gate = RequestGate.hold(server.port(), "/echo", 3, TIMEOUT)) {
				assertThat(server.connections()).isEqualTo(3);
				assertThat(answered).hasValue(0);
				List<HttpResponse> responses = gate.release();
				assertThat(responses).hasSize(3).extracting(HttpResponse::worker).containsExactlyInAnyOrder(0, 1, 2);
				Awaitility.await().until(() -> answered.get() == 3);
			}
		}
	}

	@Test
	void holdWhenOnlyTheKernelAcceptsFails() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			int port = server.getLocalPort();
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> RequestGate.hold(port, "/echo", 2, Duration.ofMillis(300)))
				.withMessageContaining("Request 1 of 2 to /echo");
		}
	}

	@Test
	void releaseWhenAConnectionWasResetFails() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			if (client.number() == 1) {
				client.write("HTTP/1.1 100 Continue\r\n\r\n");
				client.reset();
			}
			echo(client);
		})) {
			try (RequestGate gate = RequestGate.hold(server.port(), "/echo", 1, TIMEOUT)) {
				assertThat(gate.release()).hasSize(1);
			}
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> {
				try (RequestGate gate = RequestGate.hold(server.port(), "/echo", 1, TIMEOUT)) {
					gate.release();
				}
			}).withMessageContaining("1 of 1");
		}
	}

	@Test
	void releaseWhenTheBodyIsAnotherFails() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			client.request();
			client.ok(0, "something else");
		}); RequestGate gate = RequestGate.hold(server.port(), "/echo", 1, TIMEOUT)) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(gate::release)
				.withMessageContaining("something else");
		}
	}

	private static void echo(ToyServer.Client client) throws IOException {
		String request = client.request();
		client.ok(client.number(), request.substring(request.indexOf("\r\n\r\n") + 4));
	}

}
