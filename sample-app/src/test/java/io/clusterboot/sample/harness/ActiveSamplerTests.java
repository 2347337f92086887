package io.clusterboot.sample.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ActiveSampler}.
 */
@Timeout(60)
class ActiveSamplerTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final String CALM = view("RUNNING", List.of("ACTIVE", "ACTIVE"), List.of("READY"));

	@Test
	void stopTellsTheExtremes() throws IOException {
		List<String> answers = List.of(CALM,
				view("RELOADING", List.of("ACTIVE", "ACTIVE"), List.of("ACTIVE", "DRAINING", "EXITED")),
				view("DEGRADED", List.of("STARTING", "ACTIVE"), List.of()), CALM);
		try (ToyServer server = ToyServer.with((client) -> answer(client, answers));
				ActiveSampler sampler = ActiveSampler.start(server.port())) {
			sampler.awaitSamples(answers.size(), SOON);
			ActiveSampler.Samples samples = sampler.stop();
			assertThat(samples.active()).isEqualTo(new ActiveSampler.Range(1, 2));
			assertThat(samples.live()).isEqualTo(new ActiveSampler.Range(2, 4));
			assertThat(samples.activeInAll()).isEqualTo(new ActiveSampler.Range(1, 3));
			assertThat(samples.clusterStates()).containsExactlyInAnyOrder("RUNNING", "RELOADING", "DEGRADED");
			assertThat(samples.workerStates()).containsExactlyInAnyOrder("STARTING", "READY", "ACTIVE", "DRAINING",
					"EXITED");
			assertThat(samples.leastActive()).contains("DEGRADED");
			assertThat(samples.failed()).isZero();
			assertThat(samples.count()).isEqualTo(server.connections());
		}
	}

	@Test
	void stopWhenSomeRequestsFailedCountsThem() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			switch (client.number()) {
				case 1 -> client.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
				case 2 -> client.reset();
				case 3 -> client.ok(0, "no JSON");
				default -> answer(client, List.of(CALM));
			}
		}); ActiveSampler sampler = ActiveSampler.start(server.port())) {
			sampler.awaitSamples(2, SOON);
			ActiveSampler.Samples samples = sampler.stop();
			assertThat(samples.failed()).isEqualTo(3);
			assertThat(samples.failures()).hasSize(3).first().asString().startsWith("Status 503");
			assertThat(samples.active()).isEqualTo(new ActiveSampler.Range(2, 2));
		}
	}

	@Test
	void stopEndsTheRequests() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> answer(client, List.of(CALM)))) {
			long count = ActiveSampler.start(server.port()).stop().count();
			assertThat(server.connections()).isEqualTo((int) count);
		}
	}

	@Test
	void awaitSamplesWhenThereIsNoAnswerFails() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			if (client.number() > 0) {
				client.reset();
			}
			answer(client, List.of(CALM));
		}); ActiveSampler sampler = ActiveSampler.start(server.port())) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> sampler.awaitSamples(1, Duration.ofMillis(300)))
				.withMessageContaining("No 1 answers within PT0.3S: [java");
		}
	}

	@Test
	void startWhenNobodyListensFails() {
		int port = Ports.free();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ActiveSampler.start(port))
			.withMessageContaining("ConnectException");
	}

	private static void answer(ToyServer.Client client, List<String> answers) throws IOException {
		client.request();
		client.ok(0, answers.get(Math.min(client.number(), answers.size() - 1)));
	}

	private static String view(String state, List<String> workers, List<String> spares) {
		return "{\"state\":\"%s\",\"workers\":%s,\"spares\":%s}".formatted(state, states(workers), states(spares));
	}

	private static List<String> states(List<String> states) {
		return states.stream().map("{\"state\":\"%s\"}"::formatted).toList();
	}

}
