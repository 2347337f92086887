package io.clusterboot.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.sun.jna.LastErrorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FileDescriptors}.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class FileDescriptorsTests {

	private final FileDescriptors descriptors = FileDescriptors.load().orElseThrow();

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "0.0.0.0", "::1", "::" })
	void ofPortFindsAListeningSocket(String address) throws IOException {
		ServerSocketChannel other = listen("127.0.0.1");
		ServerSocketChannel server = listen(address);
		int fd = this.descriptors.ofPort(port(server));
		assertThat(linkOf(fd)).startsWith("socket:");
		assertThat(fd).isGreaterThan(2).isNotEqualTo(this.descriptors.ofPort(port(other)));
		connect(server);
		assertThat(this.descriptors.queueLength(fd)).isEqualTo(1);
		assertThat(this.descriptors.queueLength(this.descriptors.ofPort(port(other)))).isZero();
	}

	@Test
	void ofPortWhenNoSocketIsBoundToItFails() throws IOException {
		ServerSocketChannel server = listen("127.0.0.1");
		int port = port(server);
		server.close();
		assertThatIllegalStateException().isThrownBy(() -> this.descriptors.ofPort(port))
			.withMessage("No socket of this process is bound to port " + port);
	}

	@Test
	void queueLengthCountsConnectionsThatWait() throws IOException {
		ServerSocketChannel server = listen("127.0.0.1");
		int fd = this.descriptors.ofPort(port(server));
		for (int length = 0; length < 5; length++) {
			assertThat(this.descriptors.queueLength(fd)).isEqualTo(length);
			connect(server);
		}
		accept(server);
		accept(server);
		assertThat(this.descriptors.queueLength(fd)).isEqualTo(3);
	}

	@Test
	void queueLengthWhenItIsNoSocketIsZero(@TempDir Path directory) throws IOException {
		assertThat(this.descriptors.queueLength(open(directory.resolve("file")))).isZero();
	}

	@Test
	void ignoreNewConnectionsKeepsThoseThatWaitAndLetsNobodyElseIn() throws IOException {
		ServerSocketChannel server = listen("127.0.0.1");
		int fd = this.descriptors.ofPort(port(server));
		SocketChannel before = connect(server);
		assertThat(this.descriptors.ignoreNewConnections(fd)).isTrue();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> knock(server, 300));
		assertThat(this.descriptors.queueLength(fd)).isEqualTo(1);
		SocketChannel accepted = accept(server);
		before.write(ByteBuffer.wrap(new byte[] { 42 }));
		ByteBuffer received = ByteBuffer.allocate(1);
		assertThat(accepted.read(received)).isEqualTo(1);
		assertThat(received.get(0)).isEqualTo((byte) 42);
		accepted.write(ByteBuffer.wrap(new byte[] { 43 }));
		assertThat(before.read(received.clear())).isEqualTo(1);
		assertThat(received.get(0)).isEqualTo((byte) 43);
		accepted.close();
		assertThat(before.read(received.clear())).isEqualTo(-1);
		assertThat(this.descriptors.queueLength(fd)).isZero();
	}

	@Test
	void ignoreNewConnectionsOfOneSocketLeavesOthersAlone() throws IOException {
		ServerSocketChannel server = listen("127.0.0.1");
		ServerSocketChannel other = listen("127.0.0.1");
		assertThat(this.descriptors.ignoreNewConnections(this.descriptors.ofPort(port(server)))).isTrue();
		knock(other, 10_000);
		assertThat(this.descriptors.queueLength(this.descriptors.ofPort(port(other)))).isEqualTo(1);
	}

	@Test
	void ignoreNewConnectionsWhenItIsNoSocketIsNotInForce(@TempDir Path directory) throws IOException {
		assertThat(this.descriptors.ignoreNewConnections(open(directory.resolve("file")))).isFalse();
	}

	@Test
	void duplicateGivesAnotherDescriptorOfTheSameFile(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("file");
		int fd = open(file);
		int duplicate = this.descriptors.duplicate(fd);
		assertThat(duplicate).isNotEqualTo(fd);
		assertThat(linkOf(duplicate)).isEqualTo(file.toRealPath().toString());
		this.descriptors.close(duplicate);
		assertThat(linkOf(duplicate)).isNotEqualTo(file.toRealPath().toString());
		assertThat(linkOf(fd)).isEqualTo(file.toRealPath().toString());
	}

	@Test
	void replaceMakesADescriptorStandForAnotherFile(@TempDir Path directory) throws IOException {
		Path first = directory.resolve("first");
		int from = open(first);
		int to = this.descriptors.duplicate(open(directory.resolve("second")));
		this.descriptors.replace(from, to);
		assertThat(linkOf(to)).isEqualTo(linkOf(from)).isEqualTo(first.toRealPath().toString());
		this.descriptors.close(to);
	}

	@Test
	void operationsWhenDescriptorIsNotOpenFail() {
		assertThatExceptionOfType(LastErrorException.class).isThrownBy(() -> this.descriptors.duplicate(1_000_000));
		assertThatExceptionOfType(LastErrorException.class).isThrownBy(() -> this.descriptors.close(1_000_000));
		assertThatExceptionOfType(LastErrorException.class)
			.isThrownBy(() -> this.descriptors.replace(1_000_000, 1_000_001));
	}

	private ServerSocketChannel listen(String address) throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open();
		this.opened.add(server);
		return server.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 16);
	}

	private SocketChannel connect(ServerSocketChannel server) throws IOException {
		SocketChannel client = SocketChannel.open(server.getLocalAddress());
		this.opened.add(client);
		return client;
	}

	private void knock(ServerSocketChannel server, int timeout) throws IOException {
		Socket client = new Socket();
		this.opened.add(client);
		client.connect(server.getLocalAddress(), timeout);
	}

	private SocketChannel accept(ServerSocketChannel server) throws IOException {
		SocketChannel accepted = server.accept();
		this.opened.add(accepted);
		return accepted;
	}

	private int open(Path file) throws IOException {
		this.opened.add(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
		try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
			String name = file.toRealPath().toString();
			return links.map((link) -> Integer.parseInt(link.getFileName().toString()))
				.filter((fd) -> linkOf(fd).equals(name))
				.findFirst()
				.orElseThrow();
		}
	}

	private static int port(ServerSocketChannel server) throws IOException {
		return ((InetSocketAddress) server.getLocalAddress()).getPort();
	}

	private static String linkOf(int fd) {
		try {
			return Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(fd))).toString();
		}
		catch (NoSuchFileException ex) {
			return "not open";
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
