package io.clusterboot.sample;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A customer who has logged in once.
 */
final class LoggedIn {

	private final HttpClient client;

	private final URI shop;

	private LoggedIn(HttpClient client, URI shop) {
		this.client = client;
		this.shop = shop;
	}

	static LoggedIn as(String user, String password, int port) {
		URI shop = URI.create("http://localhost:" + port);
		LoggedIn customer = new LoggedIn(HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(Duration.ofSeconds(10))
			.cookieHandler(new CookieManager())
			.build(), shop);
		HttpRequest login = customer.request("/login")
			.header("Cookie", "XSRF-TOKEN=customer")
			.header("X-XSRF-TOKEN", "customer")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("username=" + user + "&password=" + password))
			.build();
		assertThat(customer.send(login).statusCode()).isEqualTo(204);
		return customer;
	}

	/**
	 * Ask who is logged in.
	 */
	String account() {
		HttpResponse<String> response = send(request("/account").GET().build());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(this.shop.resolve(path)).timeout(Duration.ofSeconds(30));
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(request + " was not answered", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
