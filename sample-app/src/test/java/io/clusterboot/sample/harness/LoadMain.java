package io.clusterboot.sample.harness;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Runs a load from the command line, for measuring by hand:
 * {@code LoadMain <url> <seconds> <keep-alive> [<connection per request> [<pause in ms>]]}.
 */
public final class LoadMain {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

	private LoadMain() {
	}

	public static void main(String[] args) {
		if (args.length < 3 || args.length > 5) {
			System.err.println("Usage: LoadMain <url> <seconds> <keep-alive clients> "
					+ "[<connection-per-request clients> [<pause in ms>]]");
			System.exit(1);
		}
		URI url = URI.create(args[0]);
		if (url.getHost() == null || !LOOPBACK.contains(url.getHost())) {
			throw new IllegalArgumentException("url: " + url + " (expected: http://localhost:<port>/...)");
		}
		String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
		Duration time = Duration.ofSeconds(Long.parseLong(args[1]));
		HttpLoad.Builder builder = HttpLoad.on((url.getPort() < 0) ? 80 : url.getPort())
			.path((url.getRawQuery() != null) ? path + "?" + url.getRawQuery() : path)
			.keepAlive(Integer.parseInt(args[2]))
			.connectionPerRequest((args.length > 3) ? Integer.parseInt(args[3]) : 0)
			.pause(Duration.ofMillis((args.length > 4) ? Long.parseLong(args[4]) : 0))
			.maxDuration(time);
		try (HttpLoad load = builder.start()) {
			System.out.println(load.awaitEnd(time.plusSeconds(45)));
		}
	}

}
