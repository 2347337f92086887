package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AvailableMemory} and {@link ControlGroup}.
 */
class AvailableMemoryTests {

	@TempDir
	private Path directory;

	private Path machine;

	private Path root;

	@BeforeEach
	void write() throws IOException {
		this.machine = Files.writeString(this.directory.resolve("meminfo"),
				"MemTotal:  2000000 kB\nMemFree:  10 kB\nMemAvailable:    1000000 kB\n");
		this.root = Files.createDirectory(this.directory.resolve("cgroup"));
	}

	@Test
	void bytesWhenThereAreNoGroupsIsThatOfTheMachine() {
		assertThat(available("a/b")).isEqualTo(1_000_000L * 1024);
	}

	@Test
	void bytesWhenNobodyTellsIsUnlimited() throws IOException {
		Files.delete(this.machine);
		assertThat(available("a/b")).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void bytesIsWhatTheGroupHasLeftBesideWhatCanBeReclaimed() throws IOException {
		group("a/b", "5000", "4000", "anon 3000\ninactive_file 700\nactive_file 300\n");
		assertThat(available("a/b")).isEqualTo(1700);
	}

	@Test
	void bytesWhenTheGroupHasMoreThanTheMachineIsThatOfTheMachine() throws IOException {
		group("a/b", "9000000000", "0", "");
		assertThat(available("a/b")).isEqualTo(1_000_000L * 1024);
	}

	@Test
	void bytesWhenAnAncestorIsNarrowerIsItsOwn() throws IOException {
		group("a/b", "max", "4000", "inactive_file 1000\n");
		group("a", "6000", "5000", "inactive_file 100\n");
		assertThat(available("a/b")).isEqualTo(1100);
	}

	@Test
	void bytesWhenTheGroupIsTheRootIsItsOwn() throws IOException {
		group("", "3000", "1000", "");
		assertThat(available("")).isEqualTo(2000);
		assertThat(available("../escaped")).as("a path of another namespace").isEqualTo(1_000_000L * 1024);
	}

	@Test
	void bytesWhenTheGroupHasExceededItsLimitIsNone() throws IOException {
		group("a", "3000", "4000", "inactive_file 10\n");
		assertThat(available("a")).isZero();
	}

	@Test
	void groupIsThatOfVersionTwo() throws IOException {
		Path membership = Files.writeString(this.directory.resolve("membership"),
				"12:cpu:/other\n0::/system.slice/shop.service\n");
		assertThat(ControlGroup.of(membership, this.root).path()).isEqualTo("system.slice/shop.service");
		assertThat(ControlGroup.of(this.directory.resolve("none"), this.root).path()).isEmpty();
	}

	@Test
	void fileWhenTheGroupCannotBeSeenIsThatOfTheRoot() throws IOException {
		ControlGroup group = new ControlGroup(this.root, "a");
		assertThat(group.file("memory.events")).isEqualTo(this.root.resolve("memory.events"));
		Files.createDirectory(this.root.resolve("a"));
		Path own = Files.createFile(this.root.resolve("a/memory.events"));
		assertThat(group.file("memory.events")).isEqualTo(own);
	}

	@Test
	void bytesOnThisMachineIsPlausible() {
		assertThat(new AvailableMemory().bytes()).isGreaterThan(1024 * 1024);
	}

	private long available(String path) {
		return new AvailableMemory(this.machine, new ControlGroup(this.root, path)).bytes();
	}

	private void group(String path, String max, String current, String stat) throws IOException {
		Path group = Files.createDirectories(this.root.resolve(path));
		Files.writeString(group.resolve("memory.max"), max + "\n");
		Files.writeString(group.resolve("memory.current"), current + "\n");
		Files.writeString(group.resolve("memory.stat"), stat);
	}

}
