package io.clusterboot.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;

import io.clusterboot.ClusterProperties.Listen;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.PortHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Ports}. A shared socket becomes the standard input of its process, so
 * only reuse-port is opened here.
 */
@ExtendWith(OutputCaptureExtension.class)
class PortsTests {

	/*
	 * Kept for documentation (RFC 5737), so it is no machine's.
	 */
	private static final String FOREIGN = "192.0.2.1";

	private final Map<String, Object> properties = new HashMap<>(Map.of("server.address", "127.0.0.1"));

	@Test
	void applicationWhenThePortIsZeroResolvesIt() {
		this.properties.put("server.port", "0");
		try (PortHolder port = ports().application()) {
			assertThat(port.port()).isBetween(1, 65535);
			assertThat(port.mode()).isEqualTo(ListenMode.REUSE_PORT);
		}
	}

	@Test
	void applicationWhenThePortIsFreeHoldsItUntilClosed() throws IOException {
		int free = freePort();
		this.properties.put("server.port", free);
		try (PortHolder port = ports().application()) {
			assertThat(port.port()).isEqualTo(free);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> listener(free).close());
		}
		listener(free).close();
	}

	@Test
	void applicationWarnsThatConnectionsCanBeLost(CapturedOutput output) {
		this.properties.put("server.port", "0");
		ports().application().close();
		assertThat(output).contains("Each worker listens by itself (cluster.listen=reuse-port)");
	}

	@Test
	void applicationWhenThePortIsListenedOnSaysThatItIsInUse() throws IOException {
		try (ServerSocket other = listener(0)) {
			this.properties.put("server.port", other.getLocalPort());
			PortInUseException exception = catchThrowableOfType(PortInUseException.class, () -> ports().application());
			assertThat(exception.getPort()).isEqualTo(other.getLocalPort());
		}
	}

	@Test
	void applicationWhenTheAddressIsNotOfThisMachineSaysWhatToDo() {
		this.properties.put("server.address", FOREIGN);
		this.properties.put("server.port", "8080");
		FailureAnalysis analysis = unavailable();
		assertThat(analysis.getDescription()).contains("The master cannot listen on", FOREIGN, "8080", "server.port")
			.endsWith(".");
		assertThat(analysis.getAction()).isEqualTo("Check that server.address is an address of this machine.");
	}

	@Test
	void privilegedPortHasAnActionOfItsOwn() {
		FailureAnalysis analysis = new PortUnavailableFailureAnalyzer().analyze(new PortUnavailableException(
				"server.port", new InetSocketAddress(80), new SocketException("Permission denied")));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("The master cannot listen on 0.0.0.0/0.0.0.0:80 (server.port): Permission denied.");
		assertThat(analysis.getAction()).contains("from 1024 on", "port 80 ").endsWith(".");
	}

	@ParameterizedTest
	@ValueSource(strings = { "99999", "65536", "-1" })
	void applicationWhenThePortIsNoneRefusesIt(String port) {
		this.properties.put("server.port", port);
		InvalidClusterConfigurationException exception = catchThrowableOfType(
				InvalidClusterConfigurationException.class, () -> ports().application());
		FailureAnalysis analysis = new InvalidClusterConfigurationFailureAnalyzer().analyze(exception);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("server.port=" + port + " is no port.");
		assertThat(analysis.getAction()).isEqualTo("Set server.port to a number from 0 to 65535.");
	}

	@Test
	void applicationWhenThePortIsNoNumberFailsAsSpringBootDoes() {
		this.properties.put("server.port", "80a0");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> ports().application());
	}

	@ParameterizedTest
	@CsvSource({ "8080,", "8080,-1", "8080,8080", ",8080", ",", "0,-1" })
	void managementWhenItHasNoPortOfItsOwnIsNull(String port, String management) {
		put("server.port", port);
		put("management.server.port", management);
		assertThat(ports().management()).isNull();
	}

	@Test
	void managementWhenItHasAPortOfItsOwnHoldsIt() throws IOException {
		int free = freePort();
		this.properties.put("management.server.port", free);
		this.properties.put("management.server.address", "127.0.0.1");
		try (PortHolder port = ports().management()) {
			assertThat(port).isNotNull();
			assertThat(port.port()).isEqualTo(free);
			assertThat(port.mode()).isEqualTo(ListenMode.REUSE_PORT);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> listener(free).close());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "8080" })
	void managementWhenItsPortIsZeroResolvesIt(String port) {
		this.properties.put("server.port", port);
		this.properties.put("management.server.port", "0");
		try (PortHolder management = ports().management()) {
			assertThat(management).isNotNull();
			assertThat(management.port()).isPositive();
		}
	}

	@Test
	void managementWhenItsPortIsNoneRefusesIt() {
		this.properties.put("management.server.port", "99999");
		assertThatExceptionOfType(InvalidClusterConfigurationException.class).isThrownBy(() -> ports().management())
			.withMessage("management.server.port=99999 is no port");
	}

	@Test
	void managementWhenItsPortIsListenedOnSaysThatItIsInUse() throws IOException {
		try (ServerSocket other = listener(0)) {
			this.properties.put("management.server.port", other.getLocalPort());
			this.properties.put("management.server.address", "127.0.0.1");
			assertThatExceptionOfType(PortInUseException.class).isThrownBy(() -> ports().management())
				.satisfies((ex) -> assertThat(ex.getPort()).isEqualTo(other.getLocalPort()));
		}
	}

	@Test
	void managementWhenItsAddressIsNotOfThisMachineNamesItsOwnProperties() {
		this.properties.put("management.server.port", "0");
		this.properties.put("management.server.address", FOREIGN);
		PortUnavailableException exception = catchThrowableOfType(PortUnavailableException.class,
				() -> ports().management());
		FailureAnalysis analysis = new PortUnavailableFailureAnalyzer().analyze(exception);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("management.server.port");
		assertThat(analysis.getAction())
			.isEqualTo("Check that management.server.address is an address of this machine.");
	}

	private FailureAnalysis unavailable() {
		PortUnavailableException exception = catchThrowableOfType(PortUnavailableException.class,
				() -> ports().application());
		FailureAnalysis analysis = new PortUnavailableFailureAnalyzer().analyze(exception);
		assertThat(analysis).isNotNull();
		return analysis;
	}

	private void put(String name, String value) {
		if (value != null) {
			this.properties.put(name, value);
		}
	}

	private Ports ports() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
		ConfigurationPropertySources.attach(environment);
		return new Ports(environment, Listen.REUSE_PORT);
	}

	/*
	 * The kernel lets those share a port that asked for it, as long as nobody listens.
	 */
	private static ServerSocket listener(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.setReuseAddress(false);
		try {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = listener(0)) {
			return socket.getLocalPort();
		}
	}

}
