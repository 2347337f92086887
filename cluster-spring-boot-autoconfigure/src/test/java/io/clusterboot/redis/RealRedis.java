package io.clusterboot.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
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

	private final List<String> configuration;

	private final List<String> options;

	private RealRedis(List<String> configuration, List<String> options) {
		super("redis", Duration.ofSeconds(10));
		this.configuration = configuration;
		this.options = options;
	}

	/**
	 * Start a server.
	 * @param options what comes after the options it always has, such as
	 * {@code --requirepass}
	 * @return the server, which answers
	 */
	public static RealRedis start(String... options) {
		List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "yes"));
		all.addAll(List.of(options));
		RealRedis redis = new RealRedis(List.of(), all);
		redis.startAgain();
		return redis;
	}

	/**
	 * Start a server with a configuration file, which it keeps to except for where it
	 * listens and writes.
	 * @param configuration the file
	 * @return the server, which answers
	 */
	public static RealRedis configured(Path configuration) {
		RealRedis redis = new RealRedis(List.of(configuration.toString()), List.of());
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
		List<String> command = new ArrayList<>(List.of("redis-server"));
		command.addAll(this.configuration);
		command.addAll(
				List.of("--port", String.valueOf(this.port), "--bind", "127.0.0.1", "--dir", directory().toString()));
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
