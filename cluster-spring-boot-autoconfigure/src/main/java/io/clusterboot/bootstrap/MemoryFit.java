package io.clusterboot.bootstrap;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many workers fit into the memory of this machine or container.
 *
 * @param available memory of the machine or container in bytes
 * @param jvmOptions options workers will have
 */
record MemoryFit(long available, List<String> jvmOptions) {

	private static final long MIB = 1024 * 1024;

	private static final long MASTER = 100 * MIB;

	/*
	 * A small Spring Boot application does well with this much heap, if nobody has said
	 * how much it shall have.
	 */
	private static final long LEAST_HEAP = 256 * MIB;

	/*
	 * What a worker has beside its heap: classes, code, threads, buffers.
	 */
	private static final long BESIDE_HEAP = 192 * MIB;

	private static final Pattern MAX_HEAP = Pattern.compile("-(?:Xmx|XX:MaxHeapSize=)(\\d{1,15})([kKmMgGtT]?)");

	int workers() {
		long each = heap() + BESIDE_HEAP;
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (this.available - MASTER) / each));
	}

	private long heap() {
		return this.jvmOptions.stream()
			.map(MAX_HEAP::matcher)
			.filter(Matcher::matches)
			.mapToLong((option) -> Long.parseLong(option.group(1)) * unit(option.group(2)))
			.reduce((first, second) -> second)
			.orElse(LEAST_HEAP);
	}

	private static long unit(String letter) {
		return switch (letter.toLowerCase(Locale.ROOT)) {
			case "k" -> 1024;
			case "m" -> MIB;
			case "g" -> 1024 * MIB;
			case "t" -> 1024 * 1024 * MIB;
			default -> 1;
		};
	}

}
