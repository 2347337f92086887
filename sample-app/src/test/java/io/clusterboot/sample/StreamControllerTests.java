package io.clusterboot.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamController}, on a server of its own: only there a response comes
 * bit by bit.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class StreamControllerTests {

	@LocalServerPort
	private int port;

	@Test
	void streamNumbersItsLinesAndEnds() throws IOException {
		try (BufferedReader lines = get("/stream?seconds=1&everyMs=100")) {
			List<String> expected = IntStream.rangeClosed(1, 10).mapToObj(Integer::toString).toList();
			assertThat(lines.lines().toList()).startsWith(expected.toArray(String[]::new)).endsWith("end").hasSize(11);
		}
	}

	@Test
	void streamSendsEachLineAtOnce() throws IOException {
		long start = System.nanoTime();
		try (BufferedReader lines = get("/stream?seconds=30&everyMs=10000")) {
			assertThat(lines.readLine()).isEqualTo("1");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
		}
	}

	@Test
	void streamWhenOutOfRangeIsRefused() throws IOException {
		assertThat(status("/stream?seconds=0")).isEqualTo(400);
		assertThat(status("/stream?seconds=601")).isEqualTo(400);
		assertThat(status("/stream?everyMs=0")).isEqualTo(400);
	}

	private BufferedReader get(String path) throws IOException {
		return new BufferedReader(new InputStreamReader(uri(path).toURL().openStream(), StandardCharsets.US_ASCII));
	}

	private int status(String path) throws IOException {
		return ((HttpURLConnection) uri(path).toURL().openConnection()).getResponseCode();
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
