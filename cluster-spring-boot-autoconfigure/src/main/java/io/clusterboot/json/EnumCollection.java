package io.clusterboot.json;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

/**
 * The name of an {@link EnumSet} or {@link EnumMap} that is empty, so that it has no
 * element which would tell the enum.
 */
final class EnumCollection {

	private EnumCollection() {
	}

	static boolean isEmpty(Object value) {
		return (value instanceof EnumSet<?> set && set.isEmpty())
				|| (value instanceof EnumMap<?, ?> map && map.isEmpty());
	}

	static String nameOf(Object value) {
		String type = enumOf(value).getName();
		return (value instanceof EnumSet<?>) ? "java.util.EnumSet<" + type + ">"
				: "java.util.EnumMap<" + type + ",java.lang.Object>";
	}

	/*
	 * The JDK tells the enum to nobody but its own serialization.
	 */
	private static Class<?> enumOf(Object value) {
		try (Listener listener = new Listener()) {
			listener.writeObject(value);
			if (listener.type == null) {
				throw new IllegalStateException("No enum in " + value.getClass().getName());
			}
			return listener.type;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Hears of the classes in what is written.
	 */
	private static final class Listener extends ObjectOutputStream {

		private @Nullable Class<?> type;

		Listener() throws IOException {
			super(OutputStream.nullOutputStream());
		}

		@Override
		protected void annotateClass(Class<?> type) {
			if (type.isEnum()) {
				this.type = type;
			}
		}

	}

}
