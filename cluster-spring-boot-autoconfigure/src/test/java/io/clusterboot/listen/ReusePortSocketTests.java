package io.clusterboot.listen;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ReusePortSocket}.
 */
@Timeout(30)
class ReusePortSocketTests {

	private PortReservation master;

	private ReusePortSocket socket;

	@BeforeEach
	void reserve() throws IOException {
		this.master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.socket = newSocket();
	}

	@AfterEach
	void close() throws IOException {
		this.socket.close();
		this.master.close();
	}

	@Test
	void preparedSocketAcceptsNothingUntilItListens() throws IOException {
		this.socket.prepare();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
		this.socket.listen();
		try (Socket client = connect(); SocketChannel accepted = this.socket.accept()) {
			assertThat(((InetSocketAddress) accepted.getRemoteAddress()).getPort()).isEqualTo(client.getLocalPort());
		}
	}

	@Test
	void channelKnowsThePortBeforeAndAfter() throws IOException {
		assertThatIllegalStateException().isThrownBy(() -> this.socket.channel());
		this.socket.prepare();
		assertThat(port()).isEqualTo(this.master.port());
		this.socket.listen();
		assertThat(port()).isEqualTo(this.master.port());
	}

	@Test
	void twoListenOnOnePort() throws IOException {
		ReusePortSocket other = newSocket();
		this.socket.prepare();
		other.prepare();
		this.socket.listen();
		other.listen();
		try (Socket client = connect()) {
			assertThat(client.isConnected()).isTrue();
		}
		other.close();
		this.socket.close();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
	}

	@Test
	void successorGetsThePortWhenThePredecessorLeaves() throws IOException {
		this.socket.prepare();
		this.socket.listen();
		ReusePortSocket successor = newSocket();
		successor.prepare();
		successor.listen();
		this.socket.close();
		try (Socket client = connect(); SocketChannel accepted = successor.accept()) {
			assertThat(((InetSocketAddress) accepted.getRemoteAddress()).getPort()).isEqualTo(client.getLocalPort());
		}
		successor.close();
	}

	@Test
	void closeWakesWhoWaitsInAccept() throws Exception {
		this.socket.prepare();
		this.socket.listen();
		CompletableFuture<Throwable> woken = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.socket.accept().close();
			}
			catch (IOException ex) {
				woken.complete(ex);
			}
		});
		thread.start();
		await().until(() -> isAccepting(thread));
		this.socket.close();
		assertThat(woken.get(10, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
		thread.join();
	}

	@Test
	void acceptWhenClosedThrows() throws IOException {
		this.socket.prepare();
		this.socket.listen();
		this.socket.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.socket.accept());
	}

	@Test
	void acceptWhenNotListeningThrows() throws IOException {
		this.socket.prepare();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.socket.accept());
	}

	@Test
	void listenWhenClosedDoesNotListen() throws IOException {
		this.socket.prepare();
		this.socket.close();
		this.socket.listen();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
	}

	@Test
	void listenWhenThePortCannotBeHadLeavesNothingOpen() throws IOException {
		ReusePortSocket foreign = new ReusePortSocket(new InetSocketAddress("192.0.2.1", 0), 1);
		assertThatExceptionOfType(IOException.class).isThrownBy(foreign::prepare);
		assertThatIllegalStateException().isThrownBy(foreign::channel);
		foreign.close();
	}

	@Test
	void closeTwiceIsHarmless() throws IOException {
		this.socket.prepare();
		this.socket.listen();
		this.socket.close();
		this.socket.close();
	}

	@Test
	void queueIsNotKnown() throws IOException {
		this.socket.prepare();
		this.socket.listen();
		assertThat(this.socket.queueLength()).isZero();
		assertThat(this.socket.ignoreNewConnections()).isFalse();
	}

	private static boolean isAccepting(Thread thread) {
		for (StackTraceElement element : thread.getStackTrace()) {
			if (element.getMethodName().equals("accept") && element.getClassName().startsWith("sun.nio.ch")) {
				return true;
			}
		}
		return false;
	}

	private ReusePortSocket newSocket() {
		return new ReusePortSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.master.port()), 10);
	}

	private int port() throws IOException {
		return ((InetSocketAddress) this.socket.channel().getLocalAddress()).getPort();
	}

	private Socket connect() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.master.port());
	}

}
