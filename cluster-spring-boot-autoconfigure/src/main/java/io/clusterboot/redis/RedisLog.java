package io.clusterboot.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the server writes, or whoever failed to start it.
 *
 * @param file where it is
 */
record RedisLog(Path file) {

	private static final int LAST = 2;

	/*
	 * Such as "4711:M 23 Nov 2026 01:53:42.123 # ".
	 */
	private static final String PREFIX = "^\\d+:[A-Z] .{20,26} [.*#-] ";

	long size() {
		try {
			return Files.exists(this.file) ? Files.size(this.file) : 0;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * Return the last that was written since the log had the given size.
	 */
	String lastSince(long size) {
		try {
			byte[] all = Files.readAllBytes(this.file);
			int from = (int) Math.min(size, all.length);
			List<String> lines = new String(all, from, all.length - from).lines()
				.map((line) -> line.replaceFirst(PREFIX, "").strip())
				.filter((line) -> !line.isEmpty())
				.toList();
			return lines.isEmpty() ? "it said nothing"
					: lines.stream().skip(Math.max(0, lines.size() - LAST)).collect(Collectors.joining("; "));
		}
		catch (IOException ex) {
			return "its log cannot be read: " + ex.getMessage();
		}
	}

}
