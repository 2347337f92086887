package io.clusterboot.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.clusterboot.Silence;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Request;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Connection}.
 */
@ExtendWith(Silence.class)
@Timeout(60)
class ConnectionTests {

	private static final String THREADS = "connection-tests";

	private final RecordingListener here = new RecordingListener();

	private final RecordingListener there = new RecordingListener();

	private ServerSocketChannel server;

	private Connection connection;

	private SocketChannel otherEnd;

	@BeforeEach
	void connect(@TempDir Path directory) throws IOException {
		Path socket = directory.resolve("s");
		this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.server.bind(UnixDomainSocketAddress.of(socket));
		this.connection = Connection.open(socket);
		this.otherEnd = this.server.accept();
	}

	@AfterEach
	void leaveNothingBehind() throws IOException {
		this.connection.closeNow();
		this.otherEnd.close();
		this.server.close();
		soon().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith(THREADS)));
	}

	@Test
	void openWhenNobodyListensFails(@TempDir Path directory) {
		assertThatIOException().isThrownBy(() -> Connection.open(directory.resolve("nobody")));
	}

	@Test
	void sendWhenNothingComesInIsNotHeldUpByTheReader() {
		startBothEnds();
		soon().until(() -> readerWaits());
		this.connection.send(new Ready());
		soon().untilAsserted(() -> assertThat(this.there.messages()).containsExactly(new Ready()));
	}

	@Test
	void sendWhenBothEndsTalkAtTheSameTimeKeepsOrder() {
		Connection other = startBothEnds();
		List<Message> messages = requests(500);
		Thread sender = new Thread(() -> messages.forEach(other::send), THREADS + "-sender");
		sender.start();
		messages.forEach(this.connection::send);
		soon().untilAsserted(() -> assertThat(this.there.messages()).isEqualTo(messages));
		soon().untilAsserted(() -> assertThat(this.here.messages()).isEqualTo(messages));
		assertThat(this.here.peers()).containsOnly(this.connection);
	}

	@Test
	void sendWhenMessageIsLargerThanTheBuffersOfTheSystemArrivesWhole() {
		startBothEnds();
		Failed large = new Failed("x".repeat(900_000));
		this.connection.send(large);
		soon().untilAsserted(() -> assertThat(this.there.messages()).containsExactly(large));
	}

	@Test
	void sendWhenOtherSideDoesNotReadClosesAndNeverBlocks() {
		this.connection.start(THREADS, this.here);
		Failed message = new Failed("x".repeat(10_000));
		for (int i = 0; i < 12_000; i++) {
			this.connection.send(message);
		}
		soon().untilAsserted(() -> assertThat(this.here.closed()).isEqualTo(1));
	}

	@Test
	void sendWhenClosedIsIgnored() {
		startBothEnds();
		this.connection.closeNow();
		this.connection.send(new Ready());
		soon().untilAsserted(() -> assertThat(this.there.closed()).isEqualTo(1));
		assertThat(this.there.messages()).isEmpty();
	}

	@Test
	void closeWritesWhatWasQueued() {
		List<Message> messages = requests(500);
		messages.forEach(this.connection::send);
		this.connection.close();
		startBothEnds();
		soon().untilAsserted(() -> assertThat(this.there.closed()).isEqualTo(1));
		assertThat(this.there.messages()).isEqualTo(messages);
		soon().untilAsserted(() -> assertThat(this.here.closed()).isEqualTo(1));
	}

	@Test
	void closeWhenQueueIsFullClosesAtOnce() {
		requests(4096).forEach(this.connection::send);
		this.connection.close();
		startBothEnds();
		soon().untilAsserted(() -> assertThat(this.there.closed()).isEqualTo(1));
		assertThat(this.there.messages()).isEmpty();
	}

	@Test
	void closeAndWaitReturnsWhenAllIsWritten() {
		startBothEnds();
		List<Message> messages = requests(500);
		messages.forEach(this.connection::send);
		this.connection.closeAndWait(Duration.ofMinutes(1));
		soon().untilAsserted(() -> assertThat(this.there.messages()).isEqualTo(messages));
	}

	@Test
	void closeAndWaitWhenOtherSideDoesNotReadGivesUp() {
		this.connection.start(THREADS, this.here);
		this.connection.send(new Failed("x".repeat(900_000)));
		this.connection.closeAndWait(Duration.ofMillis(20));
		assertThat(this.here.closed()).isZero();
	}

	@Test
	void closedWhenOtherSideEndsIsToldOnce() throws IOException {
		this.connection.start(THREADS, this.here);
		this.otherEnd.write(ByteBuffer.wrap(new MessageCodec().encode(new Ready())));
		this.otherEnd.close();
		soon().untilAsserted(() -> assertThat(this.here.closed()).isEqualTo(1));
		this.connection.close();
		this.connection.closeNow();
		soon().until(() -> !threadsLive());
		assertThat(this.here.closed()).isEqualTo(1);
		assertThat(this.here.messages()).containsExactly(new Ready());
	}

	@Test
	void closedWhenClosedFromThisSideIsToldOnce() {
		this.connection.start(THREADS, this.here);
		this.connection.closeNow();
		this.connection.closeNow();
		soon().until(() -> !threadsLive());
		assertThat(this.here.closed()).isEqualTo(1);
	}

	@Test
	void closedWhenStreamEndsWithinAFrameIsTold() throws IOException {
		this.connection.start(THREADS, this.here);
		this.otherEnd.write(ByteBuffer.wrap(new byte[] { 0, 0, 0, 100, 1, 0, 0 }));
		this.otherEnd.close();
		soon().untilAsserted(() -> assertThat(this.here.closed()).isEqualTo(1));
		assertThat(this.here.messages()).isEmpty();
	}

	@Test
	void receiveWhenBytesAreNoMessageClosesTheConnection() throws IOException {
		this.connection.start(THREADS, this.here);
		this.otherEnd.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes()));
		soon().untilAsserted(() -> assertThat(this.here.closed()).isEqualTo(1));
		assertThat(this.otherEnd.read(ByteBuffer.allocate(1))).isEqualTo(-1);
	}

	/*
	 * Does not wait a tenth of a second for what takes a few milliseconds.
	 */
	private static ConditionFactory soon() {
		return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	private Connection startBothEnds() {
		Connection other = new Connection(this.otherEnd);
		this.connection.start(THREADS + "-here", this.here);
		other.start(THREADS + "-there", this.there);
		return other;
	}

	private static boolean readerWaits() {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().getName().equals(THREADS + "-here-reader"))
			.flatMap((entry) -> List.of(entry.getValue()).stream())
			.anyMatch((frame) -> frame.getMethodName().equals("read"));
	}

	private static boolean threadsLive() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().startsWith(THREADS));
	}

	private static List<Message> requests(int count) {
		return LongStream.range(0, count).<Message>mapToObj((id) -> new Request(id, new Operation.Status())).toList();
	}

}
