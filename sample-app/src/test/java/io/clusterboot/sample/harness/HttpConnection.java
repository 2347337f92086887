package io.clusterboot.sample.harness;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks just enough HTTP/1.1, never retries, and tells how far it
 * came.
 */
final class HttpConnection implements Closeable {

	private static final int MAX_LINE = 16 * 1024;

	private static final int MAX_HEADERS = 200;

	private static final int MAX_BODY = 16 * 1024 * 1024;

	private static final long WRITE_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final SocketChannel channel;

	private final byte[] buffer = new byte[16 * 1024];

	private int position;

	private int limit;

	private long written;

	private long received;

	private HttpConnection(SocketChannel channel) {
		this.channel = channel;
	}

	static HttpConnection open(InetSocketAddress address, Duration timeout) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.socket().connect(address, (int) timeout.toMillis());
			return new HttpConnection(channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * What became of the connection since the last response, found out without waiting
	 * and without writing.
	 */
	Idle idle() {
		if (this.position < this.limit) {
			return Idle.SURPLUS;
		}
		try {
			this.channel.configureBlocking(false);
			int count = this.channel.read(ByteBuffer.wrap(this.buffer));
			this.channel.configureBlocking(true);
			return (count == 0) ? Idle.OPEN : (count < 0) ? Idle.CLOSED : Idle.SURPLUS;
		}
		catch (IOException ex) {
			return Idle.RESET;
		}
	}

	/**
	 * Write all bytes; when that fails, {@link #written()} tells how many went out.
	 */
	void send(byte[] bytes, long deadline) throws IOException {
		this.written = 0;
		this.received = 0;
		// why not blocking: a blocking write knows no timeout
		this.channel.configureBlocking(false);
		ByteBuffer source = ByteBuffer.wrap(bytes);
		while (source.hasRemaining()) {
			int count = this.channel.write(source);
			this.written += count;
			if (count == 0) {
				remaining(deadline);
				LockSupport.parkNanos(WRITE_RETRY_NANOS);
			}
		}
		this.channel.configureBlocking(true);
	}

	/**
	 * Read the final response; interim ones are passed over.
	 */
	HttpResponse receive(long deadline) throws IOException {
		HttpResponse response = receiveAny(deadline);
		while (response.status() < 200) {
			response = receiveAny(deadline);
		}
		return response;
	}

	/**
	 * Read the next response, which may be an interim one.
	 */
	HttpResponse receiveAny(long deadline) throws IOException {
		this.channel.configureBlocking(true);
		String statusLine = line(deadline, false);
		if (!statusLine.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
			throw new MalformedResponseException("Not a status line: '" + statusLine + "'", false);
		}
		int status = Integer.parseInt(statusLine.substring(9, 12));
		Map<String, String> headers = headers(deadline);
		String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
		boolean closes = connection.contains("close")
				|| (statusLine.startsWith("HTTP/1.0") && !connection.contains("keep-alive"));
		if (status < 200 || status == 204 || status == 304) {
			return new HttpResponse(status, headers, new byte[0], closes);
		}
		String length = headers.get("content-length");
		if (headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).contains("chunked")) {
			return new HttpResponse(status, headers, chunks(deadline), closes);
		}
		if (length != null) {
			return new HttpResponse(status, headers, fixed(size(length, 10), deadline), closes);
		}
		return new HttpResponse(status, headers, untilEnd(deadline), true);
	}

	/**
	 * How many bytes the last {@link #send} handed to the kernel.
	 */
	long written() {
		return this.written;
	}

	/**
	 * Whether any byte has come back since the last {@link #send} began.
	 */
	boolean hasReceived() {
		return this.received > 0;
	}

	/**
	 * Whether more bytes have come than the response announced.
	 */
	boolean hasSurplus() {
		return this.position < this.limit;
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// Nothing was in flight any more, and the descriptor is gone either way
		}
	}

	private Map<String, String> headers(long deadline) throws IOException {
		Map<String, String> headers = new HashMap<>();
		for (int count = 0; count < MAX_HEADERS; count++) {
			String line = line(deadline, false);
			if (line.isEmpty()) {
				return headers;
			}
			int colon = line.indexOf(':');
			if (colon < 1) {
				throw new MalformedResponseException("Not a header: '" + line + "'", false);
			}
			headers.put(line.substring(0, colon).trim().toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
		}
		throw new MalformedResponseException("More than " + MAX_HEADERS + " headers", false);
	}

	private byte[] chunks(long deadline) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		while (true) {
			String line = line(deadline, true);
			int extension = line.indexOf(';');
			int size = size((extension < 0) ? line : line.substring(0, extension), 16);
			if (size == 0) {
				headers(deadline);
				return body.toByteArray();
			}
			if (body.size() + size > MAX_BODY) {
				throw new MalformedResponseException("Body of more than " + MAX_BODY + " bytes", true);
			}
			body.writeBytes(fixed(size, deadline));
			if (!line(deadline, true).isEmpty()) {
				throw new MalformedResponseException("No line end after a chunk of " + size + " bytes", true);
			}
		}
	}

	private byte[] fixed(int size, long deadline) throws IOException {
		byte[] body = new byte[size];
		for (int filled = 0; filled < size;) {
			if (this.position == this.limit && !fill(deadline)) {
				throw new EOFException("End of stream after " + filled + " of " + size + " bytes of the body");
			}
			int count = Math.min(size - filled, this.limit - this.position);
			System.arraycopy(this.buffer, this.position, body, filled, count);
			this.position += count;
			filled += count;
		}
		return body;
	}

	private byte[] untilEnd(long deadline) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		while (this.position < this.limit || fill(deadline)) {
			body.write(this.buffer, this.position, this.limit - this.position);
			this.position = this.limit;
			if (body.size() > MAX_BODY) {
				throw new MalformedResponseException("Body of more than " + MAX_BODY + " bytes", true);
			}
		}
		return body.toByteArray();
	}

	private int size(String text, int radix) throws IOException {
		try {
			int size = Integer.parseInt(text.trim(), radix);
			if (size >= 0 && size <= MAX_BODY) {
				return size;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below, as are the numbers out of range
		}
		throw new MalformedResponseException("Not a size: '" + text + "' (expected: 0 to " + MAX_BODY + ")", true);
	}

	private String line(long deadline, boolean inBody) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		while (line.size() < MAX_LINE) {
			if (this.position == this.limit && !fill(deadline)) {
				throw new EOFException("End of stream after '" + line.toString(StandardCharsets.ISO_8859_1) + "'");
			}
			byte next = this.buffer[this.position++];
			if (next == '\n') {
				return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
			}
			line.write(next);
		}
		throw new MalformedResponseException("Line of more than " + MAX_LINE + " bytes", inBody);
	}

	private boolean fill(long deadline) throws IOException {
		this.channel.socket().setSoTimeout(remaining(deadline));
		InputStream input = this.channel.socket().getInputStream();
		int count = input.read(this.buffer, 0, this.buffer.length);
		this.position = 0;
		this.limit = Math.max(count, 0);
		this.received += this.limit;
		return count > 0;
	}

	private int remaining(long deadline) throws SocketTimeoutException {
		long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
		if (millis <= 0) {
			throw new SocketTimeoutException("Not over when its time was");
		}
		return (int) millis;
	}

	/**
	 * Sends one GET over a connection of its own.
	 */
	static HttpResponse get(InetSocketAddress address, String path, Duration timeout) throws IOException {
		return exchange(request("GET", path, address.getPort(), "close", null), address, timeout);
	}

	/**
	 * Sends one POST without a body over a connection of its own.
	 */
	static HttpResponse post(InetSocketAddress address, String path, Duration timeout) throws IOException {
		return exchange(request("POST", path, address.getPort(), "close", new byte[0]), address, timeout);
	}

	/**
	 * Sends one POST with a body of JSON over a connection of its own.
	 */
	static HttpResponse postJson(InetSocketAddress address, String path, String json, Duration timeout)
			throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		return exchange(request("POST", path, address.getPort(), "close", "application/json", body), address, timeout);
	}

	private static HttpResponse exchange(byte[] request, InetSocketAddress address, Duration timeout)
			throws IOException {
		long deadline = System.nanoTime() + timeout.toNanos();
		try (HttpConnection connection = open(address, timeout)) {
			connection.send(request, deadline);
			return connection.receive(deadline);
		}
	}

	static byte[] request(String method, String path, int port, String connection, byte @Nullable [] body) {
		return request(method, path, port, connection, "application/octet-stream", body);
	}

	private static byte[] request(String method, String path, int port, String connection, String contentType,
			byte @Nullable [] body) {
		StringBuilder head = new StringBuilder();
		head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
		head.append("Host: localhost:").append(port).append("\r\n");
		head.append("Accept: application/json, */*\r\n");
		head.append("Connection: ").append(connection).append("\r\n");
		if (body != null) {
			head.append("Content-Type: ").append(contentType).append("\r\n");
			head.append("Content-Length: ").append(body.length).append("\r\n");
		}
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
		if (body != null) {
			request.writeBytes(body);
		}
		return request.toByteArray();
	}

	/**
	 * What became of a connection between two requests.
	 */
	enum Idle {

		/** Nothing. */
		OPEN,

		/** The server ended it in order. */
		CLOSED,

		/** The server reset it. */
		RESET,

		/** The server sent bytes that nobody asked for. */
		SURPLUS

	}

}
