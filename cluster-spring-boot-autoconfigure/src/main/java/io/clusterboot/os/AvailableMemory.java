package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Memory that processes of this container can still have before something has to give.
 */
public final class AvailableMemory {

	private final Path machine;

	private final ControlGroup group;

	/**
	 * Look at this machine and this process's control group.
	 */
	public AvailableMemory() {
		this(Path.of("/proc/meminfo"), ControlGroup.ofThisProcess());
	}

	AvailableMemory(Path machine, ControlGroup group) {
		this.machine = machine;
		this.group = group;
	}

	/**
	 * Return how much there is.
	 * @return bytes; {@code Long.MAX_VALUE} where the kernel does not tell
	 */
	public long bytes() {
		long least = ofMachine();
		for (Path directory : this.group.withAncestors()) {
			least = Math.min(least, of(directory));
		}
		return least;
	}

	private long ofMachine() {
		long kilobytes = number(this.machine, "MemAvailable:");
		return (kilobytes < 0) ? Long.MAX_VALUE : kilobytes * 1024;
	}

	/*
	 * Files that were read and not lately again leave memory when it is needed.
	 */
	private static long of(Path directory) {
		try {
			// "max" where there is no limit
			long limit = Long.parseLong(Files.readString(directory.resolve("memory.max")).strip());
			long used = Long.parseLong(Files.readString(directory.resolve("memory.current")).strip());
			return Math.max(0, limit - used + Math.max(0, number(directory.resolve("memory.stat"), "inactive_file ")));
		}
		catch (IOException | NumberFormatException ex) {
			return Long.MAX_VALUE;
		}
	}

	private static long number(Path file, String name) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.filter((line) -> line.startsWith(name))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElse(-1);
		}
		catch (IOException | RuntimeException ex) {
			return -1;
		}
	}

}
