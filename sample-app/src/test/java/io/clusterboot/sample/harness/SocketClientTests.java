package io.clusterboot.sample.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SocketClient}.
 */
@Timeout(60)
class SocketClientTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Pattern KEY = Pattern.compile("Sec-WebSocket-Key: (\\S+)", Pattern.CASE_INSENSITIVE);

	@Test
	void sendReturnsTheAnswerOfEachText() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			for (String text = text(client); !text.isEmpty(); text = text(client)) {
				client.write("\u0081" + (char) (text.length() + 2) + "7:" + text);
			}
		}); SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThat(socket.send("one")).isEqualTo("7:one");
			assertThat(socket.send("three")).isEqualTo("7:three");
			assertThat(socket.isOpen()).isTrue();
		}
	}

	@Test
	void sendWhenAnswerComesInPiecesJoinsThem() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			text(client);
			client.write("\u0001\u00027:\u0080\u0003one");
			client.stall();
		}); SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThat(socket.send("one")).isEqualTo("7:one");
		}
	}

	@Test
	void sendWhenServerClosesInsteadFailsAtOnce() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			text(client);
			client.write("\u0088\u0002\u0003\u00e9");
			client.stall();
		}); SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> socket.send("one"))
				.withMessageContaining("closed with code 1001");
		}
	}

	@Test
	void awaitCloseTellsTheCodeOfTheServer() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			client.write("\u0088\u0002\u0003\u00e9");
			client.stall();
		}); SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThat(socket.awaitClose(SOON)).isEqualTo(1001);
			assertThat(socket.isOpen()).isFalse();
		}
	}

	@Test
	void awaitCloseWhenConnectionEndsWithoutAWordIsAbnormal() throws IOException {
		try (ToyServer server = ToyServer.with(SocketClientTests::open);
				SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThat(socket.awaitClose(SOON)).isEqualTo(SocketClient.ABNORMAL);
		}
	}

	@Test
	void awaitCloseWhenConnectionIsResetIsAbnormal() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			text(client);
			client.reset();
		}); SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> socket.send("one"));
			assertThat(socket.awaitClose(SOON)).isEqualTo(SocketClient.ABNORMAL);
		}
	}

	@Test
	void awaitCloseWhenServerStaysFails() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			client.stall();
		}); SocketClient socket = SocketClient.connect(server.port(), "/socket")) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> socket.awaitClose(Duration.ofMillis(200)))
				.withMessageContaining("Not closed within PT0.2S");
		}
	}

	@Test
	void connectWhenItIsNoSocketFails() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			client.request();
			client.ok(0, "x");
		})) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> SocketClient.connect(server.port(), "/socket"))
				.withMessageContaining("Not connected to ws://127.0.0.1:" + server.port() + "/socket");
		}
	}

	@Test
	void closeEndsTheConnection() throws IOException {
		AtomicBoolean ended = new AtomicBoolean();
		try (ToyServer server = ToyServer.with((client) -> {
			open(client);
			ended.set(client.read(1).length == 0);
		})) {
			SocketClient.connect(server.port(), "/socket").close();
			Awaitility.await().untilTrue(ended);
		}
	}

	private static void open(ToyServer.Client client) throws IOException {
		Matcher key = KEY.matcher(client.request());
		if (!key.find()) {
			throw new IOException("No key of a WebSocket");
		}
		client.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n");
	}

	private static String accept(String key) {
		try {
			byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The next short text of the client, or an empty one when there is none.
	 */
	private static String text(ToyServer.Client client) throws IOException {
		byte[] head = client.read(2);
		if (head.length < 2 || head[0] != (byte) 0x81) {
			return "";
		}
		byte[] mask = client.read(4);
		byte[] text = client.read(head[1] & 0x7F);
		for (int i = 0; i < text.length; i++) {
			text[i] ^= mask[i % 4];
		}
		return new String(text, StandardCharsets.UTF_8);
	}

}
