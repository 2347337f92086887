package io.clusterboot.messaging.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.clusterboot.messaging.Parcel;
import org.jspecify.annotations.Nullable;

/**
 * What a message looks like in a channel: a line that tells who published it and which of
 * his messages it is, and after it the JSON.
 */
final class ParcelBytes {

	private static final String FORMAT = "cluster-message";

	/*
	 * Longer than that is no first line of ours.
	 */
	private static final int LONGEST_LINE = 200;

	private ParcelBytes() {
	}

	static byte[] write(Parcel parcel) {
		byte[] line = (FORMAT + " " + parcel.publisher() + " " + parcel.number() + "\n")
			.getBytes(StandardCharsets.UTF_8);
		byte[] bytes = Arrays.copyOf(line, line.length + parcel.content().length);
		System.arraycopy(parcel.content(), 0, bytes, line.length, parcel.content().length);
		return bytes;
	}

	/**
	 * Read a message.
	 * @return the message; {@code null} if somebody else has published it
	 */
	static @Nullable Parcel read(byte[] bytes) {
		int end = lineEnd(bytes);
		String[] words = new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ", -1);
		if (words.length != 3 || !words[0].equals(FORMAT) || !words[2].matches("[1-9][0-9]{0,17}")) {
			return null;
		}
		return new Parcel(words[1], Long.parseLong(words[2]), Arrays.copyOfRange(bytes, end + 1, bytes.length));
	}

	private static int lineEnd(byte[] bytes) {
		for (int i = 0; i < Math.min(bytes.length, LONGEST_LINE); i++) {
			if (bytes[i] == '\n') {
				return i;
			}
		}
		return 0;
	}

}
