package io.clusterboot.generation;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A directory and all that is in it; links in it are not followed.
 *
 * @param root the directory, which need not exist
 */
record FileTree(Path root) {

	private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

	static FileAttribute<?> directoryForOwner() {
		return PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY);
	}

	static FileAttribute<?> fileForOwner() {
		return PosixFilePermissions.asFileAttribute(OWNER_FILE);
	}

	void delete() throws IOException {
		visit(Files::deleteIfExists, Files::deleteIfExists);
	}

	/**
	 * Set the time of the last access, and no other, as class data sharing archives hold
	 * the time of the last modification of every jar.
	 */
	void touch(Instant time) throws IOException {
		FileTime access = FileTime.from(time);
		Action touch = (file) -> Files
			.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
			.setTimes(null, access, null);
		visit(touch, touch);
	}

	void restrictToOwner() throws IOException {
		visit((file) -> Files.setPosixFilePermissions(file, OWNER_FILE),
				(directory) -> Files.setPosixFilePermissions(directory, OWNER_DIRECTORY));
	}

	void visit(Action onFile, Action onDirectory) throws IOException {
		Files.walkFileTree(this.root, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				return perform(onFile, file);
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
				return unlessGone(ex);
			}

			@Override
			public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException ex) throws IOException {
				return (ex != null) ? unlessGone(ex) : perform(onDirectory, directory);
			}

		});
	}

	private static FileVisitResult perform(Action action, Path file) throws IOException {
		try {
			action.perform(file);
			return FileVisitResult.CONTINUE;
		}
		catch (NoSuchFileException ex) {
			return unlessGone(ex);
		}
	}

	private static FileVisitResult unlessGone(IOException ex) throws IOException {
		if (ex instanceof NoSuchFileException) {
			return FileVisitResult.CONTINUE;
		}
		throw ex;
	}

	/**
	 * What is done to a file.
	 */
	interface Action {

		void perform(Path file) throws IOException;

	}

}
