package io.clusterboot.redis.lettuce;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import org.springframework.data.redis.connection.RedisNode;

/**
 * What a server says to somebody who does not introduce himself.
 */
/*
 * A client that speaks TLS and a server that does not, or the other way round, only wait
 * for each other, or hang up: their errors do not tell it from a server that is away.
 */
enum Greeting {

	/**
	 * It speaks Redis without TLS.
	 */
	PLAIN,

	/**
	 * It speaks TLS.
	 */
	ENCRYPTED,

	/**
	 * It is away, or neither.
	 */
	NONE;

	private static final int PATIENCE_MILLIS = 500;

	private static final int TLS_ALERT = 21;

	private static final int TLS_HANDSHAKE = 22;

	private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

	static Greeting of(RedisNode node) {
		int answer = firstByte(node, PING);
		if (answer == '+' || answer == '-') {
			return PLAIN;
		}
		answer = firstByte(node, clientHello());
		return (answer == TLS_HANDSHAKE || answer == TLS_ALERT) ? ENCRYPTED : NONE;
	}

	private static int firstByte(RedisNode node, byte[] words) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(node.getRequiredHost(), node.getRequiredPort()), PATIENCE_MILLIS);
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.getOutputStream().write(words);
			InputStream answers = socket.getInputStream();
			return answers.read();
		}
		catch (IOException ex) {
			// Whatever it is, it does not answer
			return -1;
		}
	}

	private static byte[] clientHello() {
		try {
			SSLEngine engine = SSLContext.getDefault().createSSLEngine();
			engine.setUseClientMode(true);
			ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
			engine.wrap(ByteBuffer.allocate(0), hello);
			byte[] words = new byte[hello.flip().remaining()];
			hello.get(words);
			return words;
		}
		catch (NoSuchAlgorithmException | SSLException ex) {
			throw new IllegalStateException("This JVM cannot speak TLS: " + ex.getMessage(), ex);
		}
	}

}
