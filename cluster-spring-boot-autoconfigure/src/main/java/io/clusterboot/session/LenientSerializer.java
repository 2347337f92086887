package io.clusterboot.session;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Reads what it can, and leaves an {@link Unreadable} in place of what it cannot.
 */
final class LenientSerializer implements RedisSerializer<Object> {

	/*
	 * What the JDK writes before the length of a text.
	 */
	private static final byte[] JDK_TEXT = { (byte) 0xac, (byte) 0xed, 0, 5, 't' };

	private final RedisSerializer<Object> delegate;

	LenientSerializer(RedisSerializer<Object> delegate) {
		this.delegate = delegate;
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		return this.delegate.serialize(value);
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) {
		try {
			return this.delegate.deserialize(bytes);
		}
		catch (SerializationException | LinkageError ex) {
			String text = (bytes != null) ? text(bytes) : null;
			return (text != null) ? text : new Unreadable(reason(ex));
		}
	}

	/*
	 * Spring Session casts the members of its indexes to text, and they may have been
	 * written before cluster.session.serialization was changed.
	 */
	private static @Nullable String text(byte[] bytes) {
		if (bytes.length > 2 && bytes[0] == '"' && bytes[bytes.length - 1] == '"') {
			String text = new String(bytes, 1, bytes.length - 2, StandardCharsets.UTF_8);
			return (text.indexOf('\\') < 0 && text.indexOf('"') < 0) ? text : null;
		}
		return startsWithJdkText(bytes) ? jdkText(bytes) : null;
	}

	private static boolean startsWithJdkText(byte[] bytes) {
		return bytes.length > JDK_TEXT.length && Arrays.equals(bytes, 0, JDK_TEXT.length, JDK_TEXT, 0, JDK_TEXT.length);
	}

	private static @Nullable String jdkText(byte[] bytes) {
		try (DataInputStream data = new DataInputStream(
				new ByteArrayInputStream(bytes, JDK_TEXT.length, bytes.length - JDK_TEXT.length))) {
			return data.readUTF();
		}
		catch (IOException ex) {
			// not what it looked like, so it is unreadable as before
			return null;
		}
	}

	/*
	 * Messages of the JDK's serialization name classes, never values.
	 */
	private static String reason(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		return (root instanceof SerializationException) ? String.valueOf(root.getMessage()) : describe(root);
	}

	private static String describe(Throwable failure) {
		boolean namesClass = failure instanceof ClassNotFoundException || failure instanceof InvalidClassException
				|| failure instanceof LinkageError;
		return failure.getClass().getSimpleName() + (namesClass ? " of " + failure.getMessage() : "");
	}

}
