package io.clusterboot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.clusterboot.ipc.RunPaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Whereabouts}.
 */
class WhereaboutsTests {

	private static final long SELF = ProcessHandle.current().pid();

	@TempDir
	private Path temporary;

	private Path own;

	@BeforeEach
	void makeDirectory() throws IOException {
		this.own = Files.createDirectory(this.temporary.resolve("cluster-me"));
	}

	@Test
	void findWhenDirectoryIsConfiguredIsThere() throws IOException {
		Path directory = running("elsewhere", SELF);
		assertThat(new Whereabouts(directory, 8080).find().directory()).isEqualTo(directory);
	}

	@Test
	void findWhenDirectoryIsRelativeIsBelowTheWorkingDirectory() {
		assertThat(failure(new Whereabouts(Path.of("no/../such"), 8080)))
			.hasMessageStartingWith("No cluster runs in " + Path.of("such").toAbsolutePath() + ": ");
	}

	@Test
	void findWhenPortIsConfiguredIsInTheDirectoryOfThatPort() throws IOException {
		Path directory = running("cluster-me/9000", SELF);
		running("cluster-me/9001", SELF);
		assertThat(ofPort(9000).find().directory()).isEqualTo(directory);
	}

	@Test
	void findWhenMasterChoseThePortIsTheOnlyCluster() throws IOException {
		Path directory = running("cluster-me/9000", SELF);
		running("cluster-me/9001", ended());
		Files.createDirectory(this.own.resolve("9002"));
		assertThat(ofPort(0).find().directory()).isEqualTo(directory);
	}

	@Test
	void findWhenMasterChoseThePortAndThereAreTwoNamesThem() throws IOException {
		Path first = running("cluster-me/9000", SELF);
		Path second = running("cluster-me/9001", SELF);
		assertThat(failure(ofPort(0)))
			.hasMessageStartingWith("server.port=0 does not tell which cluster is meant, and there are 2 of this user: "
					+ first + ", " + second + ". Name its port");
	}

	@Test
	void findWhenMasterChoseThePortAndThereIsNoneSaysSo() {
		assertThat(failure(ofPort(0))).hasMessageContaining("and none of this user runs in " + this.own + ".");
	}

	@Test
	void findWhenNothingRunsNamesWhatRunsElsewhere() throws IOException {
		Path other = running("cluster-me/9001", SELF);
		Path foreign = Files.createDirectory(this.temporary.resolve("cluster-you"));
		Files.createDirectory(this.temporary.resolve("cluster-empty"));
		Files.createDirectory(foreign.resolve("9000"));
		assertThat(failure(ofPort(9000))).hasMessage("No cluster runs in " + this.own.resolve("9000")
				+ ": there is no control socket in it. Of this user there runs " + other + ". Of other users there is "
				+ foreign + "; run the command as its owner. "
				+ "Name its port with --server.port=<port>, or its directory with --cluster.run-directory=<directory>.");
	}

	@Test
	void findWhenDirectoryIsAFileFindsNothing() throws IOException {
		Path file = Files.createFile(this.temporary.resolve("file"));
		assertThat(failure(new Whereabouts(file, 8080))).hasMessageStartingWith("No cluster runs in " + file + ": ");
	}

	@Test
	void deniedNamesTheOwner() throws IOException {
		RunPaths paths = new RunPaths(this.own.resolve("not").resolve("there"));
		CommandException denied = Whereabouts.denied(paths);
		assertThat(denied.exitCode()).isEqualTo(ExitCode.NO_PERMISSION);
		assertThat(denied)
			.hasMessage("The cluster in " + paths.directory() + " belongs to user " + Files.getOwner(this.own).getName()
					+ ", and only that user may talk to it. Run the command as that user.");
	}

	private CommandException failure(Whereabouts whereabouts) {
		CommandException failure = catchThrowableOfType(CommandException.class, whereabouts::find);
		assertThat(failure).isNotNull();
		assertThat(failure.exitCode()).isEqualTo(ExitCode.NOTHING_RUNS);
		return failure;
	}

	private Whereabouts ofPort(int port) {
		return new Whereabouts(null, port, new RunPaths(this.own.resolve(String.valueOf(port))));
	}

	private Path running(String name, long pid) throws IOException {
		RunPaths paths = new RunPaths(Files.createDirectories(this.temporary.resolve(name)));
		Files.createFile(paths.socket());
		Files.writeString(paths.lock(), String.valueOf(pid));
		return paths.directory();
	}

	private static long ended() throws IOException {
		Process process = new ProcessBuilder("true").start();
		assertThat(new MasterPid(process.pid()).awaitEnd(java.time.Duration.ofSeconds(10))).isTrue();
		return process.pid();
	}

}
