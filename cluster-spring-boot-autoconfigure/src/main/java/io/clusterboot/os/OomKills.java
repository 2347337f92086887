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
		this(ControlGroup.ofThisProcess().file("memory.events"));
	}

	OomKills(Path events) {
		this.events = events;
		this.seen = count();
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
