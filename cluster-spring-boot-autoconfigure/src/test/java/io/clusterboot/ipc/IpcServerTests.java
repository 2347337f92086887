package io.clusterboot.ipc;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.clusterboot.Silence;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Ready;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link IpcServer}.
 */
@ExtendWith(Silence.class)
@Timeout(60)
class IpcServerTests {

	private static final String TOKEN = "0123456789abcdef";

	private static final Hello HELLO = new Hello(Message.VERSION, TOKEN, 4711);

	private final MessageCodec codec = new MessageCodec();

	private final RecordingListener listener = new RecordingListener();

	private final List<SocketChannel> clients = new ArrayList<>();

	private Path socket;

	private IpcServer server;

	@BeforeEach
	void open(@TempDir Path directory) throws IOException {
		this.socket = directory.resolve("control.sock");
		this.server = IpcServer.open(this.socket, TOKEN, this.listener);
	}

	@AfterEach
	void leaveNothingBehind() throws IOException {
		for (SocketChannel client : this.clients) {
			client.close();
		}
		this.server.close();
		assertThat(this.socket).doesNotExist();
		soon().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("cluster-ipc")));
	}

	@Test
	void acceptWhenTokenIsRightLetsIn() throws IOException {
		assertServes();
	}

	@Test
	void acceptWhenLetInTalksBothWays() throws IOException {
		SocketChannel client = say(HELLO);
		soon().untilAsserted(() -> assertThat(this.listener.messages()).containsExactly(HELLO));
		send(client, this.codec.encode(new Ready()));
		soon().untilAsserted(() -> assertThat(this.listener.messages()).containsExactly(HELLO, new Ready()));
		this.listener.peers().get(0).send(new Activate(0));
		assertThat(read(client)).isEqualTo(this.codec.encode(new Activate(0)));
		assertThat(this.listener.peers()).hasSize(2).containsOnly(this.listener.peers().get(0));
	}

	/*
	 * The master has to say why it cannot use this worker.
	 */
	@Test
	void acceptWhenVersionIsAnotherTellsOfTheHello() throws IOException {
		Hello other = new Hello(Message.VERSION + 1, TOKEN, 4711);
		SocketChannel client = say(other);
		soon().untilAsserted(() -> assertThat(this.listener.messages()).containsExactly(other));
		this.listener.peers().get(0).close();
		assertDropped(client);
	}

	@Test
	void acceptWhenClientGoesTellsOnce() throws IOException {
		SocketChannel client = say(HELLO);
		soon().untilAsserted(() -> assertThat(this.listener.messages()).isNotEmpty());
		client.close();
		soon().untilAsserted(() -> assertThat(this.listener.closed()).isEqualTo(1));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void acceptWhenStrangerKnocksDropsItAndServesOn(String name, byte[] bytes) throws IOException {
		SocketChannel stranger = connect();
		send(stranger, bytes);
		assertDropped(stranger);
		assertThat(this.listener.messages()).isEmpty();
		assertThat(this.listener.closed()).isZero();
		assertServes();
	}

	@SuppressWarnings("NullAway")
	static Stream<Arguments> acceptWhenStrangerKnocksDropsItAndServesOn() throws IOException {
		MessageCodec codec = new MessageCodec();
		byte[] hello = codec.encode(HELLO);
		return Stream.of(arguments("wrong token", codec.encode(new Hello(Message.VERSION, "guess", 4711))),
				arguments("empty token", codec.encode(new Hello(Message.VERSION, "", 4711))),
				arguments("start of the token", codec.encode(new Hello(Message.VERSION, TOKEN.substring(1), 4711))),
				arguments("no token", codec.encode(new Hello(Message.VERSION, null, 4711))),
				arguments("other message", codec.encode(new Ready())),
				arguments("garbage", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes()),
				arguments("zero length", new byte[4]),
				arguments("oversized length", ByteBuffer.allocate(8).putInt(MessageCodec.MAX_FRAME + 1).array()),
				arguments("negative length", ByteBuffer.allocate(8).putInt(-1).array()),
				arguments("length beyond the message",
						ByteBuffer.allocate(hello.length + 9).put(hello).putInt(0, hello.length + 5).array()));
	}

	@Test
	void acceptWhenStrangerEndsWithinAFrameServesOn() throws IOException {
		SocketChannel stranger = connect();
		byte[] hello = this.codec.encode(HELLO);
		send(stranger, ByteBuffer.wrap(hello, 0, hello.length / 2));
		stranger.shutdownOutput();
		assertDropped(stranger);
		assertServes();
	}

	@Test
	void acceptWhenStrangerLeavesWithoutAWordServesOn() throws IOException {
		connect().close();
		assertServes();
	}

	@Test
	void acceptWhenStrangerIsSilentDropsItAfterTheDeadline() throws IOException {
		reopen(Duration.ofMillis(50));
		assertDropped(connect());
		soon().until(this::canSayHello);
	}

	@Test
	void acceptWhenStrangerSendsHalfAFrameDropsItAfterTheDeadline() throws IOException {
		reopen(Duration.ofMillis(50));
		SocketChannel stranger = connect();
		byte[] hello = this.codec.encode(HELLO);
		send(stranger, ByteBuffer.wrap(hello, 0, hello.length - 1));
		assertDropped(stranger);
		soon().until(this::canSayHello);
	}

	@Test
	void acceptWhenLetInIsNotSubjectToTheDeadline() throws IOException {
		reopen(Duration.ofSeconds(1));
		SocketChannel client = say(HELLO);
		soon().untilAsserted(() -> assertThat(this.listener.messages()).containsExactly(HELLO));
		// The stranger comes later, so the client has outlived the deadline when it is
		// gone
		assertDropped(connect());
		send(client, this.codec.encode(new Ready()));
		soon().untilAsserted(() -> assertThat(this.listener.messages()).containsExactly(HELLO, new Ready()));
	}

	@Test
	void acceptWhenTooManyStrangersKnockDropsFurtherOnes() throws IOException {
		List<SocketChannel> strangers = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			strangers.add(connect());
		}
		assertDropped(say(HELLO));
		for (SocketChannel stranger : strangers) {
			stranger.close();
		}
		soon().until(this::canSayHello);
	}

	@Test
	void acceptWhenManyAreLetInDoesNotCountThemAsStrangers() throws IOException {
		for (int i = 0; i < 70; i++) {
			int count = i + 1;
			say(HELLO);
			soon().untilAsserted(() -> assertThat(this.listener.messages()).hasSize(count));
		}
		assertServes();
	}

	@Test
	void openMakesASocketForThisUserAlone() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.socket))).isEqualTo("rw-------");
	}

	@Test
	void openWhenStaleFileIsThereReplacesIt(@TempDir Path directory) throws IOException {
		this.server.close();
		this.socket = directory.resolve("stale.sock");
		Files.writeString(this.socket, "stale");
		this.server = IpcServer.open(this.socket, TOKEN, this.listener);
		assertServes();
	}

	@Test
	void openWhenDirectoryIsMissingFails(@TempDir Path directory) {
		assertThatIOException()
			.isThrownBy(() -> IpcServer.open(directory.resolve("missing").resolve("s"), TOKEN, this.listener));
	}

	@Test
	void closeDropsEverybodyAndRemovesTheFile() throws IOException {
		SocketChannel client = say(HELLO);
		SocketChannel stranger = connect();
		soon().untilAsserted(() -> assertThat(this.listener.messages()).isNotEmpty());
		this.server.close();
		assertDropped(client);
		assertDropped(stranger);
		assertThat(this.socket).doesNotExist();
		soon().untilAsserted(() -> assertThat(this.listener.closed()).isEqualTo(1));
	}

	/*
	 * Does not wait a tenth of a second for what takes a few milliseconds.
	 */
	private static ConditionFactory soon() {
		return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	private void reopen(Duration helloTimeout) throws IOException {
		this.server.close();
		this.server = IpcServer.open(this.socket, TOKEN, this.listener, helloTimeout);
	}

	private void assertServes() throws IOException {
		int before = this.listener.messages().size();
		say(HELLO);
		soon().untilAsserted(() -> assertThat(this.listener.messages()).hasSize(before + 1).endsWith(HELLO));
	}

	private boolean canSayHello() throws IOException {
		int before = this.listener.messages().size();
		SocketChannel client = say(HELLO);
		client.shutdownOutput();
		assertDropped(client);
		return this.listener.messages().size() > before;
	}

	private static void assertDropped(SocketChannel client) {
		try {
			assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
		catch (IOException ex) {
			// Dropped before all that was sent had been read
			assertThat(ex).hasMessageStartingWith("Connection reset");
		}
	}

	private SocketChannel say(Message message) throws IOException {
		SocketChannel client = connect();
		send(client, this.codec.encode(message));
		return client;
	}

	private SocketChannel connect() throws IOException {
		SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(this.socket));
		this.clients.add(client);
		return client;
	}

	private static void send(SocketChannel client, byte[] bytes) throws IOException {
		send(client, ByteBuffer.wrap(bytes));
	}

	private static void send(SocketChannel client, ByteBuffer bytes) throws IOException {
		try {
			while (bytes.hasRemaining()) {
				client.write(bytes);
			}
		}
		catch (IOException ex) {
			// Dropped already
			assertThat(ex).hasMessage("Broken pipe");
		}
	}

	private static byte[] read(SocketChannel client) throws IOException {
		ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
		while (length.hasRemaining()) {
			assertThat(client.read(length)).isPositive();
		}
		ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + length.getInt(0)).putInt(length.getInt(0));
		while (frame.hasRemaining()) {
			assertThat(client.read(frame)).isPositive();
		}
		return frame.array();
	}

}
