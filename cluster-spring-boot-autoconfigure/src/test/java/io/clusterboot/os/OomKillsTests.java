package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OomKills}.
 */
class OomKillsTests {

	@TempDir
	private Path directory;

	private Path events;

	@BeforeEach
	void write() throws IOException {
		this.events = this.directory.resolve("memory.events");
		write(2);
	}

	@Test
	void happenedWhenCountStaysIsFalse() throws IOException {
		OomKills kills = new OomKills(this.events);
		assertThat(kills.happened()).isFalse();
		write(2);
		assertThat(kills.happened()).isFalse();
	}

	@Test
	void happenedWhenCountGrowsIsTrueOnce() throws IOException {
		OomKills kills = new OomKills(this.events);
		write(4);
		assertThat(kills.happened()).isTrue();
		assertThat(kills.happened()).isFalse();
		write(5);
		assertThat(kills.happened()).isTrue();
	}

	@Test
	void happenedWhenKernelDoesNotTellIsFalse() throws IOException {
		Files.delete(this.events);
		OomKills kills = new OomKills(this.events);
		assertThat(kills.happened()).isFalse();
	}

	@Test
	void happenedWhenFileHasNoCountIsFalse() throws IOException {
		OomKills kills = new OomKills(this.events);
		Files.writeString(this.events, "low 0\noom 9\n");
		assertThat(kills.happened()).isFalse();
		Files.writeString(this.events, "oom_kill many\n");
		assertThat(kills.happened()).isFalse();
	}

	@Test
	void happenedWhenFileCouldNotBeReadForAMomentCountsOnFromBefore() throws IOException {
		OomKills kills = new OomKills(this.events);
		Files.delete(this.events);
		assertThat(kills.happened()).isFalse();
		write(2);
		assertThat(kills.happened()).isFalse();
		write(3);
		assertThat(kills.happened()).isTrue();
	}

	@Test
	void happenedOnThisMachineCanBeAsked() {
		assertThat(new OomKills().happened()).isFalse();
	}

	private void write(int kills) throws IOException {
		Files.writeString(this.events, "low 0\nhigh 7\nmax 8\noom 9\noom_kill " + kills + "\noom_group_kill 6\n");
	}

}
