package io.clusterboot.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.io.Resource;

/**
 * Directory in which a worker leaves a file for another one.
 */
final class HandOver {

	private static final Log logger = LogFactory.getLog(HandOver.class);

	/*
	 * Longer than anybody waits for an answer.
	 */
	private static final Duration KEPT = Duration.ofMinutes(5);

	private final Path directory;

	HandOver(Path directory) {
		this.directory = directory;
	}

	/**
	 * Leave what a resource contains.
	 * @param resource the resource
	 * @return name of a file, which is deleted when it is taken, or when nobody does
	 * @throws IOException if it cannot be read or written
	 */
	String leave(Resource resource) throws IOException {
		Files.createDirectories(this.directory,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		// only its owner may read a temporary file
		Path file = Files.createTempFile(this.directory, "answer-", ".tmp");
		try (InputStream input = resource.getInputStream(); OutputStream output = Files.newOutputStream(file)) {
			input.transferTo(output);
		}
		catch (IOException | RuntimeException ex) {
			delete(file);
			throw ex;
		}
		CompletableFuture.delayedExecutor(KEPT.toMillis(), TimeUnit.MILLISECONDS).execute(() -> delete(file));
		return String.valueOf(file.getFileName());
	}

	/**
	 * Take a file, which is not there any more then.
	 * @param name name of the file
	 * @return what it contains
	 * @throws IOException if it is not there
	 */
	Resource take(String name) throws IOException {
		return TakenFile.of(this.directory.resolve(Path.of(name).getFileName()));
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			logger.warn("The file " + file + " of an answer that nobody needs any more cannot be deleted", ex);
		}
	}

}
