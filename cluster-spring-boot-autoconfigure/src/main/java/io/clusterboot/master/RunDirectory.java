package io.clusterboot.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.stream.Stream;

import io.clusterboot.generation.JarStore;
import io.clusterboot.ipc.RunPaths;
import io.clusterboot.redis.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a running master: its control socket, and the lock that makes it the
 * only one.
 */
public final class RunDirectory implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RunDirectory.class);

	/*
	 * struct sockaddr_un has room for 108 bytes on Linux and 104 on macOS, the last one
	 * being zero (unix(7)).
	 */
	private static final int LONGEST_SOCKET_PATH = 103;

	private static final int ATTEMPTS = 100;

	private static final FileAttribute<?> OWNER_FILE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	private static final Path SELF = Path.of("/proc/self");

	private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

	private final RunPaths paths;

	private final FileChannel lockFile;

	private final Object identity;

	private RunDirectory(Path directory, FileChannel lockFile, Object identity) {
		this.paths = new RunPaths(directory);
		this.lockFile = lockFile;
		this.identity = identity;
	}

	/**
	 * Make a directory this master's own.
	 * @param directory the directory, made if it does not exist
	 * @return the directory, locked
	 * @throws RunDirectoryException if it cannot be used
	 */
	public static RunDirectory claim(Path directory) {
		return claim(directory, () -> {
		});
	}

	static RunDirectory claim(Path directory, Runnable beforeLock) {
		Path absolute = directory.toAbsolutePath().normalize();
		refuseIfTooLong(absolute);
		try {
			for (int i = 0; i < ATTEMPTS; i++) {
				RunDirectory claimed = tryClaim(absolute, beforeLock);
				if (claimed != null) {
					return claimed;
				}
			}
			throw new IOException("its lock file vanished " + ATTEMPTS + " times while it was being locked");
		}
		catch (IOException ex) {
			throw new RunDirectoryException(absolute, "cannot be used: " + ex,
					"Name a directory in which this user may create files.");
		}
	}

	private static @Nullable RunDirectory tryClaim(Path directory, Runnable beforeLock) throws IOException {
		try {
			create(directory);
			return lock(directory, beforeLock);
		}
		catch (NoSuchFileException | FileAlreadyExistsException ex) {
			// Another master starts or ends at the same time
			logger.debug("Claiming " + directory + " again", ex);
			return null;
		}
	}

	private static void refuseIfTooLong(Path directory) {
		int length = new RunPaths(directory).socket().toString().getBytes(StandardCharsets.UTF_8).length;
		if (length > LONGEST_SOCKET_PATH) {
			throw new RunDirectoryException(
					directory, "is too long: the path of the control socket in it would have " + length
							+ " bytes, a unix domain " + "socket can have " + LONGEST_SOCKET_PATH,
					"Name a shorter directory.");
		}
	}

	private static void create(Path directory) throws IOException {
		if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
			Path parent = directory.getParent();
			if (parent != null && !Files.exists(parent)) {
				Files.createDirectories(parent, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
			}
			Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
		}
		refuseIfForeign(directory);
		Path parent = directory.getParent();
		if (parent != null && directory.startsWith(RunPaths.defaultFor(0).directory().getParent())) {
			refuseIfForeign(parent);
		}
	}

	private static void refuseIfForeign(Path directory) throws IOException {
		if (Files.exists(directory) && !Files.isDirectory(directory)) {
			throw new RunDirectoryException(directory, "is a file", "Name a directory.");
		}
		UserPrincipal owner = Files.getOwner(directory);
		if (!isThisUser(owner)) {
			throw new RunDirectoryException(directory, "belongs to another user (" + owner.getName() + ")",
					"Name a directory of the user that runs the application.");
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		if (!OWNER_ONLY.containsAll(permissions)) {
			restrict(directory, permissions);
		}
	}

	/*
	 * In a container a user often is a number without a name, and the property then says
	 * "?". On Linux the kernel tells whose this process is.
	 */
	private static boolean isThisUser(UserPrincipal owner) throws IOException {
		return owner.getName().equals(System.getProperty("user.name"))
				|| (Files.exists(SELF) && owner.equals(Files.getOwner(SELF)));
	}

	/*
	 * Only a directory that holds nothing else is certainly meant for us alone: taking
	 * others' permissions to /tmp would be worse than not starting.
	 */
	private static void restrict(Path directory, Set<PosixFilePermission> permissions) throws IOException {
		RunPaths paths = new RunPaths(directory);
		Set<Path> ours = Set.of(paths.socket(), paths.lock(), paths.generations(), paths.dumps(), paths.redis());
		try (Stream<Path> files = Files.list(directory)) {
			if (!files.allMatch(ours::contains)) {
				throw new RunDirectoryException(directory,
						"is open to others (" + PosixFilePermissions.toString(permissions) + "), and holds other files",
						"Name a directory for the cluster alone; it is created if it does not exist.");
			}
		}
		Files.setPosixFilePermissions(directory, OWNER_ONLY);
	}

	/*
	 * A master that ends deletes its lock file while it holds it. Who opened that file
	 * before would get a lock that keeps nobody out, and looks for the file again. There
	 * is no way to ask a channel for the identity of its file; looking at the path before
	 * and after it is opened tells it as well.
	 */
	private static @Nullable RunDirectory lock(Path directory, Runnable beforeLock) throws IOException {
		Path path = new RunPaths(directory).lock();
		Object identity = Files.exists(path) ? identity(path) : identity(Files.createFile(path, OWNER_FILE));
		FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
		boolean isOpened = identity.equals(identity(path));
		beforeLock.run();
		boolean isLocked = tryLock(file) != null;
		if (!isOpened || !identity.equals(identity(path))) {
			file.close();
			return null;
		}
		if (!isLocked) {
			throw inUse(directory, file);
		}
		file.truncate(0);
		file.write(pid());
		return new RunDirectory(directory, file, identity);
	}

	private static Object identity(Path file) throws IOException {
		Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
		return (key != null) ? key : file;
	}

	private static RunDirectoryException inUse(Path directory, FileChannel file) throws IOException {
		String holder = Files.readString(new RunPaths(directory).lock()).strip();
		file.close();
		return new RunDirectoryException(directory, "is in use by another master (pid " + holder + ")",
				"Stop that master, or give this one another cluster.run-directory and server.port.");
	}

	private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
		try {
			return file.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			// Locked by this process, for another master in it
			return null;
		}
	}

	/**
	 * Return where its files are.
	 * @return the paths
	 */
	public RunPaths paths() {
		return this.paths;
	}

	/**
	 * Keep the lock file from being taken for forgotten and deleted, as tools do with old
	 * files in temporary directories; of sockets they see themselves that they are in
	 * use.
	 */
	/*
	 * Through its channel: who opens and closes the file once more lets go of the lock
	 * (fcntl(2)).
	 */
	void touch() {
		try {
			this.lockFile.write(pid(), 0);
		}
		catch (IOException ex) {
			logger.debug("The lock file was not touched", ex);
		}
	}

	private static ByteBuffer pid() {
		return ByteBuffer.wrap(String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public void close() {
		if (!this.lockFile.isOpen()) {
			return;
		}
		try {
			if (isOurs()) {
				deleteFiles();
			}
			this.lockFile.close();
			deleteIfEmpty(this.paths.directory());
			Path parent = this.paths.directory().getParent();
			if (parent != null && parent.equals(RunPaths.defaultFor(0).directory().getParent())) {
				deleteIfEmpty(parent);
			}
		}
		catch (IOException ex) {
			logger.warn("The run directory " + this.paths.directory() + " was not removed: " + ex);
		}
	}

	/*
	 * If the lock file was deleted under this master, the next one has made another.
	 */
	private boolean isOurs() throws IOException {
		Path path = this.paths.lock();
		return !Files.exists(path) || identity(path).equals(this.identity);
	}

	private void deleteFiles() throws IOException {
		Files.deleteIfExists(this.paths.socket());
		new JarStore(this.paths.generations()).delete();
		RedisServer.delete(this.paths.redis());
		Files.deleteIfExists(this.paths.lock());
	}

	private static void deleteIfEmpty(@Nullable Path directory) throws IOException {
		try {
			if (directory != null) {
				Files.deleteIfExists(directory);
			}
		}
		catch (DirectoryNotEmptyException | NoSuchFileException | AccessDeniedException ex) {
			// Somebody else uses it, or has made it for us (RuntimeDirectory of systemd)
		}
	}

}
