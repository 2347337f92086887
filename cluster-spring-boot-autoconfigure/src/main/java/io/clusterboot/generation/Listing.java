package io.clusterboot.generation;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The files of a staged jar, written down beside them to tell later whether all are still
 * there.
 *
 * @param jar file name of the jar to run
 * @param sizes paths and sizes of all files
 */
record Listing(String jar, Map<String, String> sizes) {

	private static final String FILE = ".listing";

	// No file has an empty path
	private static final String JAR = "";

	/**
	 * List what is there.
	 * @param directory the directory
	 * @param jar the jar in it
	 * @return the list
	 * @throws IOException if it cannot be read
	 */
	static Listing of(Path directory, Path jar) throws IOException {
		return of(directory, jar.getFileName().toString());
	}

	private static Listing of(Path directory, String jar) throws IOException {
		Map<String, String> sizes = new TreeMap<>();
		new FileTree(directory).visit((file) -> {
			String path = directory.relativize(file).toString();
			if (!path.equals(FILE)) {
				sizes.put(path, String.valueOf(Files.size(file)));
			}
		}, (inner) -> {
		});
		return new Listing(jar, sizes);
	}

	/**
	 * Find the jar in a directory from which nothing was lost.
	 * @param directory the directory, which need not exist
	 * @return the jar
	 * @throws IOException if that cannot be read
	 */
	static Optional<Path> jarIn(Path directory) throws IOException {
		if (!Files.isRegularFile(directory.resolve(FILE))) {
			return Optional.empty();
		}
		Listing expected = read(directory.resolve(FILE));
		boolean complete = of(directory, expected.jar()).equals(expected);
		return complete ? Optional.of(directory.resolve(expected.jar())) : Optional.empty();
	}

	private static Listing read(Path file) throws IOException {
		Properties properties = new Properties();
		try (Reader reader = Files.newBufferedReader(file)) {
			properties.load(reader);
		}
		Map<String, String> sizes = new TreeMap<>();
		properties.stringPropertyNames().forEach((path) -> sizes.put(path, properties.getProperty(path)));
		String jar = sizes.remove(JAR);
		return new Listing((jar != null) ? jar : "", sizes);
	}

	void writeTo(Path directory) throws IOException {
		Properties properties = new Properties();
		properties.putAll(this.sizes);
		properties.setProperty(JAR, this.jar);
		Path file = Files.createFile(directory.resolve(FILE), FileTree.fileForOwner());
		try (Writer writer = Files.newBufferedWriter(file)) {
			properties.store(writer, null);
		}
	}

}
