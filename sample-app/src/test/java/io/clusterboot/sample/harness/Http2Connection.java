package io.clusterboot.sample.harness;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection that speaks just enough HTTP/2 to send a request, and goes on with it
 * when the server says that it goes away.
 */
/*
 * Java's own client, up to some version between 17.0.15 and 25.0.3, fails all requests of
 * a connection when it is told so (GOAWAY), although the server still answers them (RFC
 * 9113, section 6.8).
 */
public final class Http2Connection implements Closeable {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int WINDOW_UPDATE = 8;

	private static final int END_STREAM = 1;

	private static final int ACK = 1;

	private static final int END_HEADERS = 4;

	private static final int LONGEST_FRAME = 16 * 1024;

	/*
	 * How compressed headers begin: perhaps with the size of a table, then with the
	 * status (RFC 7541, section 6.3 and appendix A).
	 */
	private static final int SIZE_UPDATE = 0x20;

	private static final int STATUS_200 = 0x88;

	private final Socket socket;

	private final boolean encrypted;

	private final DataInputStream in;

	private final DataOutputStream out;

	private int stream = -1;

	private boolean goesAway;

	private Http2Connection(Socket socket, boolean encrypted) throws IOException {
		this.socket = socket;
		this.encrypted = encrypted;
		this.in = new DataInputStream(socket.getInputStream());
		this.out = new DataOutputStream(socket.getOutputStream());
	}

	/**
	 * Connect.
	 * @param address where to
	 * @param context whom to trust
	 * @param timeout how long to wait at most for it, and for anything to come later
	 * @return the connection
	 * @throws IOException if there is none on which HTTP/2 is spoken
	 */
	public static Http2Connection open(InetSocketAddress address, SSLContext context, Duration timeout)
			throws IOException {
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
		try {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { "h2" });
			socket.setSSLParameters(parameters);
			socket.setSoTimeout((int) timeout.toMillis());
			socket.connect(address, (int) timeout.toMillis());
			socket.startHandshake();
			if (!"h2".equals(socket.getApplicationProtocol())) {
				throw new IOException("The server speaks '" + socket.getApplicationProtocol() + "' (expected: h2)");
			}
			return begin(socket, true);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Connect without encryption, to a server that is known to speak HTTP/2.
	 * @param address where to
	 * @param timeout how long to wait at most for it, and for anything to come later
	 * @return the connection
	 * @throws IOException if there is none
	 */
	public static Http2Connection open(InetSocketAddress address, Duration timeout) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setSoTimeout((int) timeout.toMillis());
			socket.connect(address, (int) timeout.toMillis());
			return begin(socket, false);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static Http2Connection begin(Socket socket, boolean encrypted) throws IOException {
		Http2Connection connection = new Http2Connection(socket, encrypted);
		connection.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		connection.send(SETTINGS, 0, 0, new byte[0]);
		return connection;
	}

	/**
	 * Send a GET.
	 * @param path the path
	 * @throws IOException if that fails
	 */
	public void request(String path) throws IOException {
		this.stream += 2;
		ByteArrayOutputStream headers = new ByteArrayOutputStream();
		headers.write(0x82); // :method GET
		headers.write(this.encrypted ? 0x87 : 0x86); // :scheme https or http
		literal(headers, 0x04, path); // :path
		literal(headers, 0x01, "localhost"); // :authority
		send(HEADERS, END_HEADERS | END_STREAM, this.stream, headers.toByteArray());
	}

	private static void literal(ByteArrayOutputStream headers, int name, String value) {
		headers.write(name);
		headers.write(value.length());
		headers.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Wait for the answer to the last request.
	 * @return its body
	 * @throws IOException if there is none of status 200
	 */
	public String answer() throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		while (true) {
			Frame frame = receive();
			if (frame.stream() == this.stream && frame.type() == RST_STREAM) {
				throw new IOException("The server reset the request");
			}
			if (frame.stream() == this.stream && frame.type() == HEADERS && !isOk(frame.payload())) {
				throw new IOException("Another status than 200: " + HexFormat.of().formatHex(frame.payload()));
			}
			if (frame.stream() == this.stream && frame.type() == DATA) {
				body.writeBytes(frame.payload());
			}
			if (frame.stream() == this.stream && frame.type() <= HEADERS && (frame.flags() & END_STREAM) != 0) {
				return body.toString(StandardCharsets.UTF_8);
			}
		}
	}

	private static boolean isOk(byte[] headers) {
		int first = 0;
		while ((headers[first] & 0xe0) == SIZE_UPDATE) {
			// A number of which all bits but the first three, then all bytes but the last
			// are set
			boolean isLong = (headers[first++] & 0x1f) == 0x1f;
			while (isLong && (headers[first++] & 0x80) != 0) {
				continue;
			}
		}
		return (headers[first] & 0xff) == STATUS_200;
	}

	/**
	 * Wait until the server ends the connection.
	 * @throws IOException if it does not, or not in order
	 */
	public void awaitEnd() throws IOException {
		try {
			while (true) {
				receive();
			}
		}
		catch (EOFException ex) {
			// That is what was waited for
		}
	}

	/**
	 * Whether the server has said that it goes away.
	 * @return whether a GOAWAY frame was received so far
	 */
	public boolean goesAway() {
		return this.goesAway;
	}

	private Frame receive() throws IOException {
		int length = (this.in.readUnsignedByte() << 16) | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt() & Integer.MAX_VALUE;
		if (length > LONGEST_FRAME) {
			throw new IOException("Frame of " + length + " bytes (expected: at most " + LONGEST_FRAME + ")");
		}
		byte[] payload = new byte[length];
		this.in.readFully(payload);
		if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
			send(type, ACK, 0, (type == PING) ? payload : new byte[0]);
		}
		if (type == DATA && length > 0) {
			// why: else the server stops after the first 64 kB of all answers together
			send(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(length).array());
		}
		if (type == GOAWAY) {
			goAway(ByteBuffer.wrap(payload));
		}
		return new Frame(type, flags, stream, payload);
	}

	private void goAway(ByteBuffer payload) throws IOException {
		int lastStream = payload.getInt();
		int error = payload.getInt();
		if (error != 0 || lastStream < this.stream) {
			throw new IOException("The server goes away with error " + error + ", and answers requests up to "
					+ lastStream + " (expected: 0, and at least " + this.stream + ")");
		}
		this.goesAway = true;
	}

	private void send(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
		frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
		this.out.write(frame.array());
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame that has come in.
	 *
	 * @param type its type
	 * @param flags its flags
	 * @param stream the request it belongs to, 0 if it belongs to the connection
	 * @param payload its content
	 */
	private record Frame(int type, int flags, int stream, byte[] payload) {
	}

}
