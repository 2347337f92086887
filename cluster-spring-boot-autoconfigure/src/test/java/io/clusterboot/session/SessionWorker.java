package io.clusterboot.session;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.session.shop.ShopApplication;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A worker as far as sessions go: an application of its own, in the JVM of the test.
 */
final class SessionWorker implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private SessionWorker(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static SessionWorker start(RealRedis redis, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.data.redis.url=" + redis.url(),
				"cluster.workers=2", "spring.main.register-shutdown-hook=false", "spring.jmx.enabled=false",
				"spring.data.redis.timeout=2s", "spring.data.redis.connect-timeout=1s", "server.shutdown=immediate",
				"logging.level.io.clusterboot=debug"));
		all.addAll(List.of(properties));
		String[] arguments = all.stream().map((property) -> "--" + property).toArray(String[]::new);
		return new SessionWorker(new SpringApplicationBuilder(ShopApplication.class).run(arguments));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	private int port() {
		return ((ServletWebServerApplicationContext) this.context).getWebServer().getPort();
	}

	String get(Browser browser, String path) {
		return browser.send(HttpRequest.newBuilder(uri(path)).GET());
	}

	String post(Browser browser, String path, String... form) {
		StringBuilder body = new StringBuilder();
		for (int i = 0; i < form.length; i += 2) {
			body.append(form[i]).append('=').append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8)).append('&');
		}
		return browser.send(HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(body.toString())));
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + port() + path);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A browser, whose cookies go to all workers as they go to all ports of a host.
	 */
	static final class Browser {

		private final CookieManager cookies = new CookieManager();

		private final HttpClient client = HttpClient.newBuilder()
			.cookieHandler(this.cookies)
			.connectTimeout(Duration.ofSeconds(5))
			.build();

		private String send(HttpRequest.Builder request) {
			try {
				HttpResponse<String> response = this.client.send(request.timeout(Duration.ofSeconds(20)).build(),
						HttpResponse.BodyHandlers.ofString());
				String location = response.headers()
					.firstValue("Location")
					.map((value) -> " " + URI.create(value).getPath() + query(value))
					.orElse("");
				return response.statusCode() + location + " " + response.body();
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		private static String query(String location) {
			String query = URI.create(location).getQuery();
			return (query != null) ? "?" + query : "";
		}

		String cookie(String name) {
			return this.cookies.getCookieStore()
				.getCookies()
				.stream()
				.filter((cookie) -> cookie.getName().equals(name))
				.map((cookie) -> cookie.getValue())
				.findFirst()
				.orElse("");
		}

		void forget(String name) {
			this.cookies.getCookieStore()
				.getCookies()
				.stream()
				.filter((cookie) -> cookie.getName().equals(name))
				.toList()
				.forEach((cookie) -> this.cookies.getCookieStore().remove(null, cookie));
		}

	}

}
