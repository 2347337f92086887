package io.clusterboot.ipc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Frames messages: four bytes of length, then the message.
 */
final class MessageCodec {

	/**
	 * Largest frame in bytes: a status of {@code WorkerCount.MAX} workers with room to
	 * spare, and little enough that a hostile length cannot exhaust the master's heap.
	 */
	static final int MAX_FRAME = 1024 * 1024;

	private final RecordCodec records = new RecordCodec();

	void write(Message message, OutputStream out) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream data = new DataOutputStream(bytes);
		data.writeInt(0);
		this.records.write(Message.class, message, data);
		byte[] frame = bytes.toByteArray();
		int length = frame.length - Integer.BYTES;
		if (length > MAX_FRAME) {
			throw new MalformedMessageException("frame of " + length + " bytes (at most " + MAX_FRAME + ")");
		}
		for (int i = 0; i < Integer.BYTES; i++) {
			frame[i] = (byte) (length >>> (24 - 8 * i));
		}
		out.write(frame);
		out.flush();
	}

	/**
	 * Read the next message.
	 * @param in where to read from
	 * @return the message, or {@code null} at the end of the stream
	 * @throws IOException if the stream breaks or holds something else
	 */
	@Nullable Message read(InputStream in) throws IOException {
		int first = in.read();
		if (first < 0) {
			return null;
		}
		byte[] rest = readFully(in, Integer.BYTES - 1);
		int length = (first << 24) | ((rest[0] & 0xff) << 16) | ((rest[1] & 0xff) << 8) | (rest[2] & 0xff);
		if (length <= 0 || length > MAX_FRAME) {
			throw new MalformedMessageException("frame of " + length + " bytes (at most " + MAX_FRAME + ")");
		}
		return decode(readFully(in, length));
	}

	private Message decode(byte[] frame) throws IOException {
		DataInputStream data = new DataInputStream(new ByteArrayInputStream(frame));
		try {
			Object message = this.records.read(Message.class, data);
			if (message != null && data.available() == 0) {
				return (Message) message;
			}
		}
		catch (EOFException ex) {
			// Fields that reach beyond the frame: said below
		}
		throw new MalformedMessageException("frame of " + frame.length + " bytes that is no message");
	}

	private static byte[] readFully(InputStream in, int length) throws IOException {
		byte[] bytes = in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("stream ended within a frame");
		}
		return bytes;
	}

}
