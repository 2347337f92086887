package io.clusterboot.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clusterboot.RealServer;
import org.awaitility.Awaitility;

/**
 * A {@code redis-server} of the machine, on a free port of the loopback interface.
 */
public final class RealRedis extends RealServer {

	private final int port = freePort();

	private final List<String> options;

	private RealRedis(List<String> options) {
		super("redis", Duration.ofSeconds(10));
		this.options = options;
	}

	/**
	 * Start a server.
	 * @param options what comes after the options it always has, such as
	 * {@code --requirepass}
	 * @return the server, which answers
	 */
	public static RealRedis start(String... options) {
		RealRedis redis = new RealRedis(List.of(options));
		redis.startAgain();
		return redis;
	}

	public int port() {
		return this.port;
	}

	public String url() {
		return "redis://127.0.0.1:" + this.port;
	}

	@Override
	public void startAgain() {
		List<String> command = new ArrayList<>(List.of("redis-server", "--port", String.valueOf(this.port), "--bind",
				"127.0.0.1", "--dir", directory().toString(), "--save", "", "--appendonly", "yes"));
		command.addAll(this.options);
		launch(command);
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(patience()).until(this::answers);
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 200);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
