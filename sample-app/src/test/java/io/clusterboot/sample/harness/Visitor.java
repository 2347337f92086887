package io.clusterboot.sample.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Somebody with a session who puts one thing after the other into a cart, and notices
 * when one is missing.
 */
/*
 * A request that breaks off may have been served or not, and is not repeated: the cart
 * tells, the next time it can be looked at.
 */
final class Visitor {

	private static final String PRODUCT = "beans";

	private static final Pattern QUANTITY = Pattern.compile("\"" + PRODUCT + "\":(\\d+)");

	private static final Pattern SESSION = Pattern.compile("SESSION=([^;]+)");

	private final int port;

	private final Duration timeout;

	private @Nullable String session;

	private int quantity;

	private boolean uncertain;

	Visitor(int port, Duration timeout) {
		this.port = port;
		this.timeout = timeout;
	}

	/**
	 * Put one more into the cart, or look at it when it is not known what is in it.
	 * @param connection what to send it over
	 * @return the response
	 * @throws IOException if it broke off
	 * @throws LostException if the session or something in it is gone
	 */
	HttpResponse goOn(HttpConnection connection) throws IOException {
		return this.uncertain ? look(connection) : add(connection);
	}

	private HttpResponse add(HttpConnection connection) throws IOException {
		this.uncertain = true;
		HttpResponse response = exchange(connection, "POST", "/cart/" + PRODUCT);
		if (response.status() == 200) {
			expect(response, this.quantity + 1, this.quantity + 1);
		}
		return response;
	}

	/**
	 * Look at the cart.
	 * @param connection what to send it over
	 * @return the response
	 * @throws IOException if it broke off
	 * @throws LostException if the session or something in it is gone
	 */
	HttpResponse look(HttpConnection connection) throws IOException {
		HttpResponse response = exchange(connection, "GET", "/cart");
		if (response.status() == 200) {
			expect(response, this.quantity, this.uncertain ? this.quantity + 1 : this.quantity);
		}
		return response;
	}

	private HttpResponse exchange(HttpConnection connection, String method, String path) throws IOException {
		long deadline = System.nanoTime() + this.timeout.toNanos();
		connection.send(request(method, path), deadline);
		HttpResponse response = connection.receive(deadline);
		remember(response);
		return response;
	}

	private byte[] request(String method, String path) {
		String cookies = "XSRF-TOKEN=visitor" + ((this.session != null) ? "; SESSION=" + this.session : "");
		return """
				%s %s HTTP/1.1
				Host: localhost:%d
				Accept: application/json
				Cookie: %s
				X-XSRF-TOKEN: visitor
				Content-Length: 0

				""".formatted(method, path, this.port, cookies)
			.replace("\n", "\r\n")
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	private void remember(HttpResponse response) {
		String cookie = response.header("set-cookie");
		Matcher matcher = SESSION.matcher((cookie != null) ? cookie : "");
		if (matcher.find()) {
			if (this.session != null && this.quantity > 0 && response.status() == 200) {
				throw new LostException("the session, with " + this.quantity + " in the cart", response);
			}
			this.session = matcher.group(1);
		}
	}

	private void expect(HttpResponse response, int least, int most) {
		Matcher matcher = QUANTITY.matcher(response.text());
		int found = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
		if (found < least || found > most) {
			throw new LostException("cart: " + found + " (expected: " + least + " to " + most + ")", response);
		}
		this.quantity = found;
		this.uncertain = false;
	}

	int quantity() {
		return this.quantity;
	}

	/**
	 * A session, or something in it, is gone.
	 */
	static final class LostException extends IllegalStateException {

		private static final long serialVersionUID = 1L;

		LostException(String what, HttpResponse response) {
			super(what + ", says worker " + response.worker());
		}

	}

}
