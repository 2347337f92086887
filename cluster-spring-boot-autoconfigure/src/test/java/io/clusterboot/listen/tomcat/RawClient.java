package io.clusterboot.listen.tomcat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to a server, on which requests follow one another.
 */
final class RawClient implements AutoCloseable {

	private final Socket socket;

	RawClient(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(20_000);
	}

	int localPort() {
		return this.socket.getLocalPort();
	}

	/**
	 * Ask, and wait for the answer.
	 */
	Answer get(String path) throws IOException {
		send(path);
		return receive();
	}

	void send(String path) throws IOException {
		write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
	}

	void write(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	Answer receive() throws IOException {
		String head = readHead();
		String length = head.toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: (\\d+)\r.*", "$1");
		byte[] body = this.socket.getInputStream().readNBytes(Integer.parseInt(length));
		return new Answer(head, new String(body, StandardCharsets.US_ASCII));
	}

	private String readHead() throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		InputStream in = this.socket.getInputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new EOFException("closed after '" + head + "'");
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.US_ASCII);
	}

	/**
	 * Wait until the server closes the connection.
	 */
	boolean isClosedByServer() throws IOException {
		return this.socket.getInputStream().read() < 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * What a server answered.
	 *
	 * @param head status line and headers
	 * @param body the body
	 */
	record Answer(String head, String body) {

		boolean closesConnection() {
			return this.head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
		}

	}

}
