package io.clusterboot.sample.harness;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A complete response; the names of its headers are in lower case.
 *
 * @param status the status code
 * @param headers the headers, the last of each name
 * @param body the body, without chunk framing
 * @param closes whether the server ends the connection with this response
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body, boolean closes) {

	/**
	 * The index of a worker that did not say who it is.
	 */
	public static final int UNKNOWN_WORKER = -1;

	/**
	 * The version of a worker that did not say what it runs.
	 */
	public static final String UNKNOWN_VERSION = "?";

	private static final Pattern INDEX_FIELD = Pattern.compile("\"index\"\\s*:\\s*(\\d{1,9})");

	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * The worker that answered: the header {@code X-Worker}, else the field {@code index}
	 * of a JSON body, else {@link #UNKNOWN_WORKER}.
	 * @return the index
	 */
	public int worker() {
		String header = header("x-worker");
		if (header != null && header.matches("\\d{1,9}")) {
			return Integer.parseInt(header);
		}
		Matcher matcher = INDEX_FIELD.matcher(text());
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : UNKNOWN_WORKER;
	}

	/**
	 * What the worker that answered runs: the header {@code X-Version}, else
	 * {@link #UNKNOWN_VERSION}.
	 * @return the version
	 */
	public String version() {
		return this.headers.getOrDefault("x-version", UNKNOWN_VERSION);
	}

}
