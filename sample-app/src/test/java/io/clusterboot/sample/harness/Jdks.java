package io.clusterboot.sample.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;

/**
 * The JDKs that process tests run on.
 */
public final class Jdks {

	private Jdks() {
	}

	/**
	 * The JDK for a test that runs on one: the system property {@code test.java.home},
	 * else the running one.
	 * @return its home
	 */
	public static Path home() {
		return existing(System.getProperty("test.java.home", System.getProperty("java.home")));
	}

	/**
	 * That JDK, and those in the system property {@code test.java.homes}, separated as in
	 * a class path.
	 * @return their homes, each once
	 */
	public static List<Path> homes() {
		List<Path> homes = new ArrayList<>();
		homes.add(home());
		for (String home : System.getProperty("test.java.homes", "").split(File.pathSeparator)) {
			if (!home.isBlank() && !homes.contains(existing(home))) {
				homes.add(existing(home));
			}
		}
		return homes;
	}

	/**
	 * The same as arguments of a parameterised test.
	 * @return their homes, named by their folders
	 */
	public static Stream<Named<Path>> named() {
		return homes().stream().map((home) -> Named.of(home.getFileName().toString(), home));
	}

	/**
	 * The same for tests that take long, of what depends little on the JDK: only the
	 * first, unless the system property {@code test.long} is {@code true}.
	 * @return their homes, named by their folders
	 */
	public static Stream<Named<Path>> namedForLongTests() {
		return named().limit(Boolean.getBoolean("test.long") ? Long.MAX_VALUE : 1);
	}

	private static Path existing(String home) {
		Path path = Path.of(home.trim()).toAbsolutePath().normalize();
		if (!Files.isExecutable(path.resolve("bin").resolve("java"))) {
			throw new IllegalStateException("No JDK in " + path + ": there is no bin/java to execute");
		}
		return path;
	}

}
