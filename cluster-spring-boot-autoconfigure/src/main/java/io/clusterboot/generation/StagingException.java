package io.clusterboot.generation;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file cannot become the application of the workers.
 */
public class StagingException extends IOException {

	private static final long serialVersionUID = 1L;

	StagingException(Path file, String fact) {
		this(file, fact, null);
	}

	StagingException(Path file, String fact, @Nullable Throwable cause) {
		super(file + " " + fact, cause);
	}

	/*
	 * The message of a FileSystemException is the file first, and not always more.
	 */
	static String reason(IOException ex) {
		if (ex instanceof NoSuchFileException missing) {
			return missing.getFile() + " does not exist";
		}
		if (ex instanceof FileSystemException failed && failed.getReason() != null) {
			return failed.getReason();
		}
		boolean says = ex.getMessage() != null && !(ex instanceof FileSystemException);
		return says ? String.valueOf(ex.getMessage()) : ex.toString();
	}

}
