package io.clusterboot.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps private copies of application jars, which nobody overwrites while workers run
 * them.
 * <p>
 * It belongs to one thread at a time, except for {@link #touch()}. What an earlier master
 * has left is used if it is complete, else deleted by {@link #retain}.
 */
public final class JarStore {

	private static final Log logger = LogFactory.getLog(JarStore.class);

	private static final String COMPLETE = "app-";

	private static final String STAGING = ".staging-";

	private static final int HASH_IN_NAME = 16;

	private final Path directory;

	private final FileCopy copy;

	private final Extractor extractor;

	private final InstantSource clock;

	/**
	 * Create a store.
	 * @param directory where copies are kept, made when the first one is
	 */
	public JarStore(Path directory) {
		this(directory, new FileCopy(), new JarModeTool(), InstantSource.system());
	}

	JarStore(Path directory, FileCopy copy, Extractor extractor, InstantSource clock) {
		this.directory = directory.toAbsolutePath();
		this.copy = copy;
		this.extractor = extractor;
		this.clock = clock;
	}

	/**
	 * Make a private copy of a jar, or find the one that was made of the same bytes. That
	 * takes about a second; the thread may be interrupted meanwhile.
	 * @param origin the jar
	 * @return the copy
	 * @throws StagingException if it cannot be copied or run; nothing has changed then
	 */
	public StagedJar stage(Path origin) throws StagingException {
		Path absolute = origin.toAbsolutePath();
		Instant now = this.clock.instant();
		try {
			Files.createDirectories(this.directory, FileTree.directoryForOwner());
			Path staging = Files.createTempDirectory(this.directory, STAGING, FileTree.directoryForOwner());
			try {
				return stage(absolute, staging, now);
			}
			finally {
				delete(staging);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure(absolute, new IOException(ex));
		}
		catch (IOException ex) {
			throw failure(absolute, ex);
		}
	}

	private StagingException failure(Path origin, IOException ex) {
		if (Thread.currentThread().isInterrupted()) {
			return new StagingException(origin, "was not staged: interrupted", ex);
		}
		if (ex instanceof StagingException exact) {
			return exact;
		}
		return new StagingException(origin,
				"cannot be staged in " + this.directory + ": " + StagingException.reason(ex), ex);
	}

	private StagedJar stage(Path origin, Path staging, Instant now) throws IOException, InterruptedException {
		// The JVM too resolves a Class-Path where the link leads
		Path real = origin.toRealPath();
		Path form = Files.createDirectory(staging.resolve("copy"), FileTree.directoryForOwner());
		Path jar = form.resolve(origin.getFileName());
		String hash = this.copy.copy(real, jar);
		ApplicationJar application = ApplicationJar.read(jar, origin);
		if (application.isExtractable()) {
			Optional<Path> known = Listing.jarIn(home(hash));
			Path kept = known.isPresent() ? known.get() : publish(extract(jar, origin, staging), hash, staging);
			return new StagedJar(kept, hash, origin, now);
		}
		for (String entry : application.classPath()) {
			if (new ClassPathEntry(entry).inside().isEmpty()) {
				warnOfRunningInPlace(origin, entry);
				return new StagedJar(origin, hash, origin, now);
			}
		}
		String whole = hashOfAll(hash, copyClassPath(application.classPath(), real, form));
		Optional<Path> known = Listing.jarIn(home(whole));
		return new StagedJar(known.isPresent() ? known.get() : publish(jar, whole, staging), whole, origin, now);
	}

	private static void warnOfRunningInPlace(Path origin, String entry) {
		logger.warn(origin + " is run where it is, not from a private copy: its Class-Path names '" + entry
				+ "', which is not below its directory. Never overwrite it while it runs; "
				+ "put a new file in its place instead");
	}

	private Path extract(Path jar, Path origin, Path staging) throws IOException, InterruptedException {
		Path form = staging.resolve("extracted");
		this.extractor.extract(jar, form);
		Path extracted = form.resolve(jar.getFileName());
		if (!Files.isRegularFile(extracted)) {
			throw new StagingException(origin, "was extracted, but there is no " + extracted.getFileName());
		}
		Files.setLastModifiedTime(extracted, Files.getLastModifiedTime(jar));
		new FileTree(form).restrictToOwner();
		return extracted;
	}

	/*
	 * In the order of their names, so that the hash does not depend on the file system.
	 */
	private Map<String, String> copyClassPath(List<String> classPath, Path real, Path form) throws IOException {
		Path base = real.resolveSibling("");
		Map<String, String> hashes = new TreeMap<>();
		for (String text : classPath) {
			ClassPathEntry entry = new ClassPathEntry(text);
			Path path = entry.inside().orElseThrow();
			if (entry.isDirectory()) {
				copyTree(base, path, form, hashes);
			}
			else if (Files.isRegularFile(base.resolve(path))) {
				copyFile(base, path, form, hashes);
			}
		}
		return hashes;
	}

	private void copyTree(Path base, Path tree, Path form, Map<String, String> hashes) throws IOException {
		if (!Files.isDirectory(base.resolve(tree))) {
			return;
		}
		try (Stream<Path> files = Files.walk(base.resolve(tree), FileVisitOption.FOLLOW_LINKS)) {
			for (Path file : files.sorted().toList()) {
				if (Files.isRegularFile(file)) {
					copyFile(base, base.relativize(file), form, hashes);
				}
			}
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private void copyFile(Path base, Path path, Path form, Map<String, String> hashes) throws IOException {
		Path target = form.resolve(path);
		if (Files.exists(target)) {
			return;
		}
		Files.createDirectories(target.getParent(), FileTree.directoryForOwner());
		hashes.put(path.toString(), this.copy.copy(base.resolve(path), target));
		if (path.toString().endsWith(".jar")) {
			ApplicationJar.refuseIfDamaged(target, base.resolve(path));
		}
	}

	private static String hashOfAll(String hash, Map<String, String> others) {
		if (others.isEmpty()) {
			return hash;
		}
		MessageDigest digest = FileCopy.sha256();
		digest.update(hash.getBytes(StandardCharsets.UTF_8));
		others.forEach((path, other) -> digest.update((path + '\0' + other).getBytes(StandardCharsets.UTF_8)));
		return HexFormat.of().formatHex(digest.digest());
	}

	/*
	 * A directory from which files were lost makes way; who has them open keeps them.
	 */
	private Path publish(Path jar, String hash, Path staging) throws IOException {
		Path form = jar.resolveSibling("");
		Listing.of(form, jar).writeTo(form);
		Path home = home(hash);
		if (Files.exists(home)) {
			Files.move(home, staging.resolve("incomplete"), StandardCopyOption.ATOMIC_MOVE);
		}
		Files.move(form, home, StandardCopyOption.ATOMIC_MOVE);
		return home.resolve(jar.getFileName());
	}

	private Path home(String hash) {
		return this.directory.resolve(COMPLETE + hash.substring(0, HASH_IN_NAME));
	}

	/**
	 * Delete all other copies, and what a staging that was killed has left.
	 * @param used the copies to keep
	 */
	public void retain(Collection<StagedJar> used) {
		Set<Path> homes = used.stream().map((staged) -> staged.jar().getParent()).collect(Collectors.toSet());
		for (Path child : children()) {
			String name = child.getFileName().toString();
			boolean ours = name.startsWith(COMPLETE) || name.startsWith(STAGING);
			if (ours && !homes.contains(child)) {
				delete(child);
			}
		}
	}

	private List<Path> children() {
		if (!Files.isDirectory(this.directory)) {
			return List.of();
		}
		try (Stream<Path> children = Files.list(this.directory)) {
			return children.toList();
		}
		catch (IOException ex) {
			logger.warn("The jars in " + this.directory + " that are not used any more are not deleted: " + ex);
			return List.of();
		}
	}

	/**
	 * Set the time of the last access of every file to now. Many systems delete files in
	 * temporary directories that nobody has touched for days, and a worker that starts
	 * again needs them.
	 */
	public void touch() {
		try {
			new FileTree(this.directory).touch(this.clock.instant());
		}
		catch (IOException ex) {
			logger.warn("The jars in " + this.directory + " may be taken for forgotten and deleted: " + ex);
		}
	}

	/**
	 * Delete all copies.
	 */
	public void delete() {
		delete(this.directory);
	}

	private static void delete(Path tree) {
		try {
			new FileTree(tree).delete();
		}
		catch (IOException ex) {
			logger.warn(tree + " was not deleted: " + ex);
		}
	}

}
