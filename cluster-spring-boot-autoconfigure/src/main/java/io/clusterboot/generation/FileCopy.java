package io.clusterboot.generation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Copies files that others may be writing to, and computes their hashes.
 */
class FileCopy {

	/**
	 * Copy a file with the time of its last modification, but for the owner only.
	 * @param origin what to copy
	 * @param target the file to make
	 * @return SHA-256 of what was copied, in lower-case hex
	 * @throws IOException if that is no file, or it changes meanwhile
	 */
	String copy(Path origin, Path target) throws IOException {
		Stamp before = Stamp.of(origin);
		if (!before.isFile()) {
			throw new StagingException(origin, "is no file");
		}
		MessageDigest digest = sha256();
		long copied = transfer(origin, target, digest);
		if (copied != before.size() || !Stamp.of(origin).equals(before)) {
			throw new StagingException(origin, "is being written to; ask again when that is over");
		}
		Files.setLastModifiedTime(target, before.modified());
		return HexFormat.of().formatHex(digest.digest());
	}

	private long transfer(Path origin, Path target, MessageDigest digest) throws IOException {
		try (InputStream in = open(origin); OutputStream out = new DigestOutputStream(create(target), digest)) {
			return in.transferTo(out);
		}
	}

	private static InputStream open(Path origin) throws IOException {
		try {
			return Files.newInputStream(origin);
		}
		catch (IOException ex) {
			throw new StagingException(origin, "cannot be read: " + StagingException.reason(ex), ex);
		}
	}

	/*
	 * A stream over a channel fails as soon as the thread is interrupted.
	 */
	OutputStream create(Path target) throws IOException {
		return Channels.newOutputStream(Files.newByteChannel(target,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FileTree.fileForOwner()));
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	/**
	 * What tells whether a file has changed.
	 */
	private record Stamp(long size, FileTime modified, boolean isFile, @Nullable Object key) {

		static Stamp of(Path file) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.isRegularFile(),
					attributes.fileKey());
		}

	}

}
