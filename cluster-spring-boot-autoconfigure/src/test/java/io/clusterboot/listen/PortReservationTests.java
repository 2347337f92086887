package io.clusterboot.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PortReservation}.
 */
class PortReservationTests {

	@Test
	void ofWhenThePortIsZeroHoldsAFreeOne() throws IOException {
		try (PortReservation reservation = PortReservation.of(loopback(0))) {
			assertThat(reservation.port()).isPositive();
			assertThat(reservation.mode()).isEqualTo(ListenMode.REUSE_PORT);
		}
	}

	@Test
	void ofWhenThePortIsListenedOnIsRefused() throws IOException {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> PortReservation.of(loopback(other.getLocalPort())));
		}
	}

	@Test
	void ofWhenAWorkerOfAnotherClusterListensIsRefused() throws IOException {
		try (PortReservation other = PortReservation.of(loopback(0))) {
			ReusePortSocket worker = new ReusePortSocket(loopback(other.port()), 1);
			worker.prepare();
			worker.listen();
			try {
				assertThatExceptionOfType(BindException.class)
					.isThrownBy(() -> PortReservation.of(loopback(other.port())));
			}
			finally {
				worker.close();
			}
		}
	}

	@Test
	void ofWhenTheAddressIsForeignIsRefused() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> PortReservation.of(new InetSocketAddress("192.0.2.1", 0)));
	}

	@Test
	void reservedPortTakesNoConnection() throws IOException {
		try (PortReservation reservation = PortReservation.of(loopback(0))) {
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), reservation.port()).close());
		}
	}

	@Test
	void reservedPortIsNotGivenToOthers() throws IOException {
		try (PortReservation reservation = PortReservation.of(loopback(0)); ServerSocket other = new ServerSocket()) {
			other.setReuseAddress(false);
			assertThatExceptionOfType(BindException.class).isThrownBy(() -> other.bind(loopback(reservation.port())));
		}
	}

	@Test
	void closeFreesThePort() throws IOException {
		PortReservation reservation = PortReservation.of(loopback(0));
		int port = reservation.port();
		reservation.close();
		reservation.close();
		try (ServerSocket other = new ServerSocket()) {
			other.setReuseAddress(false);
			other.bind(loopback(port));
		}
	}

	private static InetSocketAddress loopback(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

}
