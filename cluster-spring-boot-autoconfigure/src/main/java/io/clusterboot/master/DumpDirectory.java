package io.clusterboot.master;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where thread dumps are kept, for this user alone.
 *
 * @param path the directory, made when it is needed
 */
record DumpDirectory(Path path) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
		.withZone(ZoneOffset.UTC);

	private static final FileAttribute<?> FOR_OWNER = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	/**
	 * Name a file.
	 * @param index index of a worker
	 * @param pid its process id
	 * @param time when it is dumped
	 * @return a file that does not exist yet, in a directory that does
	 * @throws IOException if the directory cannot be made
	 */
	Path newFile(int index, long pid, Instant time) throws IOException {
		Files.createDirectories(this.path, FOR_OWNER);
		return this.path.resolve("worker-" + index + "-pid-" + pid + "-" + TIME.format(time) + ".txt");
	}

	/**
	 * Delete all files but the newest.
	 * @param kept how many to keep
	 * @throws IOException if one cannot be deleted
	 */
	void keepNewest(int kept) throws IOException {
		try (Stream<Path> files = Files.list(this.path)) {
			List<Path> oldestFirst = files.sorted(Comparator.comparing(DumpDirectory::time)).toList();
			for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - kept))) {
				Files.deleteIfExists(old);
			}
		}
	}

	/*
	 * Times of this form are in the order of their letters.
	 */
	private static String time(Path dump) {
		return String.valueOf(dump.getFileName()).replaceFirst("^worker-\\d+-pid-\\d+-", "");
	}

	/**
	 * Delete it with all that is in it.
	 * @throws IOException if it cannot be deleted
	 */
	void delete() throws IOException {
		if (Files.exists(this.path)) {
			keepNewest(0);
			Files.delete(this.path);
		}
	}

}
