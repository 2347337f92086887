package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Linux tells of processes in {@code /proc}.
 */
final class ProcessTable {

	private static final Path PROC = Path.of("/proc");

	// pid (name) state parent ..., where the name may hold anything, also spaces and )
	private static final Pattern STAT = Pattern.compile("\\d+ \\(.*\\) (\\S) (\\d+) .*", Pattern.DOTALL);

	private ProcessTable() {
	}

	static int openFiles(long pid) {
		try (Stream<Path> files = Files.list(PROC.resolve(pid + "/fd"))) {
			return (int) files.count();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Open files of process " + pid + " cannot be counted: " + ex, ex);
		}
	}

	static long pssKb(long pid) {
		return kilobytes(pid, "smaps_rollup", "Pss");
	}

	static long rssKb(long pid) {
		return kilobytes(pid, "status", "VmRSS");
	}

	private static long kilobytes(long pid, String file, String field) {
		Matcher matcher = Pattern.compile("^" + field + ":\\s+(\\d+) kB", Pattern.MULTILINE).matcher(read(pid, file));
		if (!matcher.find()) {
			throw new IllegalStateException("No " + field + " in /proc/" + pid + "/" + file);
		}
		return Long.parseLong(matcher.group(1));
	}

	/**
	 * The children of a process that have ended and that it has not waited for.
	 */
	static List<Long> zombies(long parent) {
		return pids((pid) -> {
			Matcher stat = STAT.matcher(read(pid, "stat"));
			return stat.matches() && stat.group(1).equals("Z") && Long.parseLong(stat.group(2)) == parent;
		});
	}

	/**
	 * Whether a process has ended and its parent has not waited for it. Its first thread
	 * alone does not tell: it can have ended while the others still have to, and keep its
	 * sockets open until then.
	 */
	static boolean isZombie(long pid) {
		Matcher stat = STAT.matcher(read(pid, "stat"));
		return stat.matches() && stat.group(1).equals("Z") && threads(pid) <= 1;
	}

	private static long threads(long pid) {
		try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
			return threads.count();
		}
		catch (IOException | UncheckedIOException ex) {
			return 0;
		}
	}

	/**
	 * The processes that were started with the given entry in their environment, by
	 * whomever.
	 */
	static List<Long> withEnvironment(String entry) {
		return pids((pid) -> ("\0" + read(pid, "environ")).contains("\0" + entry + "\0"));
	}

	private static List<Long> pids(LongPredicate predicate) {
		List<Long> pids = new ArrayList<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path directory : directories) {
				long pid = Long.parseLong(directory.getFileName().toString());
				if (predicate.test(pid)) {
					pids.add(pid);
				}
			}
			return pids;
		}
		catch (IOException ex) {
			throw new IllegalStateException("The processes cannot be listed: " + ex, ex);
		}
	}

	private static String read(long pid, String file) {
		try {
			return new String(Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file)),
					StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			// It has ended, or belongs to somebody else
			return "";
		}
	}

}
