package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Counts the processes of this container that the kernel has killed for want of memory.
 */
public final class OomKills {

	private final Path events;

	private long seen;

	/**
	 * Count from now on.
	 */
	public OomKills() {
		this(eventsOf(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup")));
	}

	OomKills(Path events) {
		this.events = events;
		this.seen = count();
	}

	private static Path eventsOf(Path membership, Path root) {
		try (Stream<String> lines = Files.lines(membership)) {
			String group = lines.filter((line) -> line.startsWith("0::/"))
				.map((line) -> line.substring("0::/".length()))
				.findFirst()
				.orElse("");
			Path own = root.resolve(group).resolve("memory.events");
			// Within a container the own group is the root of what can be seen
			return Files.exists(own) ? own : root.resolve("memory.events");
		}
		catch (IOException ex) {
			return root.resolve("memory.events");
		}
	}

	/**
	 * Return whether there was one since this was asked last.
	 * @return whether the kernel has killed a process; {@code false} where it does not
	 * tell
	 */
	public boolean happened() {
		long before = this.seen;
		this.seen = count();
		return this.seen > before;
	}

	private long count() {
		try (Stream<String> lines = Files.lines(this.events)) {
			return lines.filter((line) -> line.startsWith("oom_kill "))
				.mapToLong((line) -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
				.findFirst()
				.orElse(0);
		}
		catch (IOException | RuntimeException ex) {
			return this.seen;
		}
	}

}
