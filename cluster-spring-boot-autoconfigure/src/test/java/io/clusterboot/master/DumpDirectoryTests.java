package io.clusterboot.master;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DumpDirectory}.
 */
class DumpDirectoryTests {

	private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

	@TempDir
	private Path parent;

	@Test
	void newFileIsNamedAfterWorkerAndTimeInADirectoryForTheOwner() throws IOException {
		DumpDirectory dumps = new DumpDirectory(this.parent.resolve("dumps"));
		assertThat(dumps.newFile(1, 4711, TIME))
			.isEqualTo(this.parent.resolve("dumps").resolve("worker-1-pid-4711-20260102-030405-678.txt"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dumps.path()))).isEqualTo("rwx------");
	}

	@Test
	void keepNewestGoesByTimeAndNotByWorker() throws IOException {
		DumpDirectory dumps = new DumpDirectory(this.parent.resolve("dumps"));
		Path oldest = Files.createFile(dumps.newFile(9, 1, TIME));
		Path newer = Files.createFile(dumps.newFile(0, 99999, TIME.plusMillis(1)));
		Path newest = Files.createFile(dumps.newFile(10, 5, TIME.plusSeconds(60)));
		dumps.keepNewest(3);
		assertThat(oldest).exists();
		dumps.keepNewest(2);
		try (Stream<Path> files = Files.list(dumps.path())) {
			assertThat(files).containsExactlyInAnyOrder(newer, newest);
		}
	}

	@Test
	void deleteLeavesNothing() throws IOException {
		DumpDirectory dumps = new DumpDirectory(this.parent.resolve("dumps"));
		dumps.delete();
		Files.createFile(dumps.newFile(0, 1, TIME));
		dumps.delete();
		assertThat(dumps.path()).doesNotExist();
	}

}
