package io.clusterboot.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.clusterboot.ipc.RunPaths;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration says that a master runs.
 */
public final class Whereabouts {

	private static final String PREFIX = "cluster-";

	private static final String REMEDY = " Name its port with --server.port=<port>, or its directory with "
			+ "--cluster.run-directory=<directory>.";

	private final @Nullable Path directory;

	private final int port;

	private final RunPaths fallback;

	/**
	 * Create it.
	 * @param directory the run directory, {@code null} if none is configured
	 * @param port port of the application, 0 if the master has chosen one
	 */
	public Whereabouts(@Nullable Path directory, int port) {
		this(directory, port, RunPaths.defaultFor(port));
	}

	Whereabouts(@Nullable Path directory, int port, RunPaths fallback) {
		this.directory = (directory != null) ? directory.toAbsolutePath().normalize() : null;
		this.port = port;
		this.fallback = fallback;
	}

	/**
	 * Find the control socket.
	 * @return where the files of the master are
	 * @throws CommandException if there is no such socket, or this user must not use it
	 */
	RunPaths find() {
		RunPaths paths = paths();
		try {
			Files.readAttributes(paths.socket(), BasicFileAttributes.class);
			return paths;
		}
		catch (AccessDeniedException ex) {
			throw denied(paths);
		}
		catch (IOException ex) {
			throw nothingRuns(paths, "there is no control socket in it");
		}
	}

	private RunPaths paths() {
		if (this.directory != null) {
			return new RunPaths(this.directory);
		}
		return (this.port != 0) ? this.fallback : onlyOne();
	}

	private RunPaths onlyOne() {
		List<Path> running = running();
		if (running.size() == 1) {
			return new RunPaths(running.get(0));
		}
		throw new CommandException(ExitCode.NOTHING_RUNS,
				"server.port=0 does not tell which cluster is meant, and "
						+ (running.isEmpty() ? "none of this user runs in " + parent()
								: "there are " + running.size() + " of this user: " + texts(running))
						+ "." + REMEDY);
	}

	/**
	 * Explain that there is no master, and where there may be one.
	 * @param paths where it was looked for
	 * @param fact how that shows
	 * @return what to throw
	 */
	CommandException nothingRuns(RunPaths paths, String fact) {
		List<String> sentences = new ArrayList<>();
		sentences.add("No cluster runs in " + paths.directory() + ": " + fact + ".");
		List<Path> running = running();
		if (!running.isEmpty()) {
			sentences.add("Of this user there runs " + texts(running) + ".");
		}
		List<Path> foreign = foreign();
		if (!foreign.isEmpty()) {
			sentences.add("Of other users there is " + texts(foreign) + "; run the command as its owner.");
		}
		return new CommandException(ExitCode.NOTHING_RUNS, String.join(" ", sentences) + REMEDY);
	}

	/**
	 * Explain that this user must not talk to the master.
	 * @param paths where it is
	 * @return what to throw
	 */
	static CommandException denied(RunPaths paths) {
		Path directory = paths.directory();
		return new CommandException(ExitCode.NO_PERMISSION, "The cluster in " + directory + " belongs to "
				+ owner(directory) + ", and only that user may talk to it. Run the command as that user.");
	}

	/*
	 * Where a directory cannot be looked into, the one above tells whose it is.
	 */
	private static String owner(@Nullable Path path) {
		if (path == null) {
			return "another user";
		}
		try {
			return "user " + Files.getOwner(path).getName();
		}
		catch (IOException ex) {
			return owner(path.getParent());
		}
	}

	private List<Path> running() {
		return list(parent(), "*").stream()
			.map(RunPaths::new)
			.filter((paths) -> Files.exists(paths.socket())
					&& MasterPid.holder(paths).stream().mapToObj(MasterPid::new).anyMatch(MasterPid::isAlive))
			.map(RunPaths::directory)
			.toList();
	}

	private List<Path> foreign() {
		Path own = parent();
		return list((own != null) ? own.getParent() : null, PREFIX + "*").stream()
			.filter((directory) -> !directory.equals(own) && !isEmpty(directory))
			.toList();
	}

	private @Nullable Path parent() {
		return this.fallback.directory().getParent();
	}

	/*
	 * What cannot be looked into is probably in use.
	 */
	private static boolean isEmpty(Path directory) {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			return !files.iterator().hasNext();
		}
		catch (AccessDeniedException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static List<Path> list(@Nullable Path directory, String glob) {
		List<Path> found = new ArrayList<>();
		if (directory != null) {
			try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
				files.forEach(found::add);
			}
			catch (IOException ex) {
				return List.of();
			}
		}
		return found.stream().filter(Files::isDirectory).sorted().toList();
	}

	private static String texts(List<Path> paths) {
		return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
	}

}
