package io.clusterboot.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server whether it serves, in its own protocol.
 *
 * @param port its port on the loopback interface
 * @param password its password
 */
record RedisPing(int port, String password) {

	private static final int TIMEOUT = 500;

	private static final String ANSWER = "+OK\r\n+PONG\r\n";

	/**
	 * Return whether it serves: while it reads its data it accepts connections, and
	 * refuses all else.
	 */
	boolean isAnswered() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), this.port),
					TIMEOUT);
			socket.setSoTimeout(TIMEOUT);
			socket.getOutputStream()
				.write(("AUTH " + this.password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
			byte[] answer = socket.getInputStream().readNBytes(ANSWER.length());
			return ANSWER.equals(new String(answer, StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return "port " + this.port;
	}

}
