package io.clusterboot.redis;

import java.io.IOException;
import java.nio.file.Path;

import redis.embedded.core.ExecutableProvider;

/**
 * The library that brings a {@code redis-server} for this platform, if it is there.
 */
public final class RedisLibrary {

	private RedisLibrary() {
	}

	/**
	 * Return whether the library is on the class path.
	 * @return whether it is
	 */
	public static boolean isPresent() {
		try {
			Class.forName("redis.embedded.core.ExecutableProvider", false, RedisLibrary.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/*
	 * Only the binary is taken from it: what it would start ends with this JVM, and is
	 * not protected by a password.
	 */
	static Path extractTo(Path directory) throws IOException {
		try {
			return Binary.extractTo(directory);
		}
		catch (RuntimeException | LinkageError ex) {
			throw new IOException(ex.toString(), ex);
		}
	}

	/**
	 * Sees the classes of the library, and is loaded where they are there.
	 */
	private static final class Binary {

		static Path extractTo(Path directory) throws IOException {
			return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
		}

	}

}
