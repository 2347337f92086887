package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.sun.jna.NativeLibrary;

/**
 * Memory of this process as the kernel sees it.
 */
public final class ProcessMemory {

	private static final Path STATUS = Path.of("/proc/self/status");

	private ProcessMemory() {
	}

	/**
	 * Give back to the kernel what this process does not use: the JVM shrinks its heap
	 * after a full collection only, and the C library keeps what was freed until it is
	 * told to trim (malloc_trim(3), glibc).
	 */
	public static void release() {
		System.gc();
		try {
			NativeLibrary.getInstance("c").getFunction("malloc_trim").invokeInt(new Object[] { 0L });
		}
		catch (LinkageError ex) {
			// Another C library: it has no such function
		}
	}

	/**
	 * Return the resident memory of this process.
	 * @return bytes, -1 where the kernel does not tell
	 */
	public static long resident() {
		try (Stream<String> lines = Files.lines(STATUS)) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
				.findFirst()
				.orElse(-1);
		}
		catch (IOException | RuntimeException ex) {
			return -1;
		}
	}

}
