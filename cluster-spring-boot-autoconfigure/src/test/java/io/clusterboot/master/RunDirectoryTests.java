package io.clusterboot.master;

import io.clusterboot.ipc.RunPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link RunDirectory}.
 */
class RunDirectoryTests {

	private static final String SOCKET = "control.sock";

	private static final String LOCK = "master.lock";

	private static final String PID = String.valueOf(ProcessHandle.current().pid());

	private final String user = System.getProperty("user.name");

	private final String temporary = System.getProperty("java.io.tmpdir");

	@TempDir
	private Path parent;

	private Path directory;

	@BeforeEach
	void name() {
		this.directory = this.parent.resolve("run");
		System.setProperty("java.io.tmpdir", this.parent.toString());
	}

	@AfterEach
	void restoreProperties() {
		System.setProperty("java.io.tmpdir", this.temporary);
		System.setProperty("user.name", this.user);
	}

	@Test
	void claimWhenMissingCreatesItForThisUserAlone() throws IOException {
		Path deep = this.directory.resolve("deep");
		try (RunDirectory run = RunDirectory.claim(deep)) {
			assertThat(permissions(deep)).isEqualTo("rwx------");
			assertThat(permissions(this.directory)).isEqualTo("rwx------");
			assertThat(permissions(deep.resolve(LOCK))).isEqualTo("rw-------");
			assertThat(deep.resolve(LOCK)).hasContent(PID);
			assertThat(run.paths().socket()).isEqualTo(deep.resolve(SOCKET)).doesNotExist();
		}
	}

	@Test
	void claimWhenThereAndOursTakesIt() throws IOException {
		Files.createDirectory(this.directory, PosixFilePermissions.asFileAttribute(parse("rwx------")));
		Path other = Files.writeString(this.directory.resolve("heap.hprof"), "dump");
		RunDirectory.claim(this.directory).close();
		assertThat(this.directory).isDirectoryContaining(other::equals).isNotEmptyDirectory();
		assertThat(this.directory.resolve(LOCK)).doesNotExist();
	}

	@Test
	void closeRemovesWhatTheRedisOfAKilledMasterHasLeft() throws IOException {
		try (RunDirectory run = RunDirectory.claim(this.directory)) {
			Files.createDirectories(run.paths().redis().resolve("1/appendonlydir"));
			Files.writeString(run.paths().redis().resolve("1/redis.conf"), "port 20000");
		}
		assertThat(this.directory).doesNotExist();
	}

	@Test
	void claimWhenRelativeIsResolved() {
		try (RunDirectory run = RunDirectory
			.claim(Path.of("").toAbsolutePath().relativize(this.directory.toAbsolutePath()))) {
			assertThat(run.paths().socket()).isEqualTo(this.directory.resolve(SOCKET));
		}
	}

	@Test
	void claimWhenItIsAFileRefuses() throws IOException {
		Files.writeString(this.directory, "file");
		assertRefused("is a file", "Name a directory.");
	}

	@Test
	void claimWhenParentIsAFileRefuses() throws IOException {
		Files.writeString(this.directory, "file");
		assertThatExceptionOfType(RunDirectoryException.class)
			.isThrownBy(() -> RunDirectory.claim(this.directory.resolve("child")))
			.withMessageContaining("cannot be used");
	}

	@Test
	void claimWhenPathFitsASocketExactlyTakesIt() {
		try (RunDirectory run = RunDirectory.claim(directoryForSocketPathOf(103))) {
			assertThat(run.paths().socket().toString()).hasSize(103);
		}
	}

	@Test
	void claimWhenPathIsTooLongForASocketRefuses() {
		Path tooLong = directoryForSocketPathOf(104);
		assertThatExceptionOfType(RunDirectoryException.class).isThrownBy(() -> RunDirectory.claim(tooLong))
			.withMessageContainingAll("is too long", "would have 104 bytes", "can have 103");
		assertThat(tooLong).doesNotExist();
	}

	@Test
	void claimWhenOpenToOthersButEmptyRestrictsIt() throws IOException {
		open();
		try (RunDirectory run = RunDirectory.claim(this.directory)) {
			assertThat(run.paths().socket()).isEqualTo(this.directory.resolve(SOCKET));
			assertThat(permissions(this.directory)).isEqualTo("rwx------");
		}
	}

	@Test
	void claimWhenOpenToOthersWithWhatADeadMasterLeftRestrictsIt() throws IOException {
		open();
		Files.writeString(this.directory.resolve(SOCKET), "");
		Files.writeString(this.directory.resolve(LOCK), "1");
		try (RunDirectory run = RunDirectory.claim(this.directory)) {
			assertThat(run.paths().socket()).isEqualTo(this.directory.resolve(SOCKET));
			assertThat(permissions(this.directory)).isEqualTo("rwx------");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwxr-xr-x", "rwxrwxrwx", "rwx---r--", "rwx--x---" })
	void claimWhenOpenToOthersWithOtherFilesRefuses(String permissions) throws IOException {
		open();
		Files.writeString(this.directory.resolve("precious"), "");
		Files.setPosixFilePermissions(this.directory, parse(permissions));
		assertRefused("is open to others (" + permissions + "), and holds other files",
				"Name a directory for the cluster alone; it is created if it does not exist.");
		assertThat(permissions(this.directory)).isEqualTo(permissions);
		assertThat(this.directory.resolve(LOCK)).doesNotExist();
	}

	@Test
	void claimWhenItBelongsToAnotherUserRefuses() throws IOException {
		assumeThat(this.user).as("user who can give files away").isEqualTo("root");
		Files.createDirectory(this.directory);
		Files.setOwner(this.directory,
				this.directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
		assertRefused("belongs to another user (nobody)", "Name a directory of the user that runs the application.");
	}

	@Test
	void claimWhenUserHasNoNameTakesItsOwnDirectory() throws IOException {
		assumeThat(Path.of("/proc/self")).exists();
		System.setProperty("user.name", "?");
		Files.createDirectory(this.directory);
		RunDirectory.claim(this.directory).close();
		RunDirectory.claim(RunPaths.defaultFor(8080).directory()).close();
	}

	@Test
	void claimWhenInUseByThisProcessRefusesAsForAnyOther() throws IOException {
		try (RunDirectory run = RunDirectory.claim(this.directory)) {
			Files.writeString(run.paths().socket(), "");
			assertRefused("is in use by another master (pid " + PID + ")",
					"Stop that master, or give this one another cluster.run-directory and server.port.");
			assertThat(run.paths().socket()).exists();
			assertThat(this.directory.resolve(LOCK)).hasContent(PID);
		}
		RunDirectory.claim(this.directory).close();
	}

	@Test
	void claimWhenADeadMasterLeftItsFilesTakesThemOver() throws IOException {
		Files.createDirectory(this.directory);
		Files.writeString(this.directory.resolve(SOCKET), "");
		Files.writeString(this.directory.resolve(LOCK), "1234567890123");
		try (RunDirectory run = RunDirectory.claim(this.directory)) {
			assertThat(run.paths().socket()).isEqualTo(this.directory.resolve(SOCKET));
			assertThat(this.directory.resolve(LOCK)).hasContent(PID);
		}
		assertThat(this.directory).doesNotExist();
	}

	@Test
	void claimWhenADeadMasterLeftItsGenerationsTakesThemOver() throws IOException {
		open();
		Files.createDirectories(this.directory.resolve("generations/app-1/lib"));
		Files.writeString(this.directory.resolve("generations/app-1/app.jar"), "jar");
		try (RunDirectory run = RunDirectory.claim(this.directory)) {
			assertThat(run.paths().generations()).isEqualTo(this.directory.resolve("generations"))
				.isNotEmptyDirectory();
			assertThat(permissions(this.directory)).isEqualTo("rwx------");
		}
		assertThat(this.directory).doesNotExist();
	}

	@Test
	void claimWhenAnotherMasterEndsMeanwhileLocksANewFile() throws IOException {
		RunDirectory ending = RunDirectory.claim(this.directory);
		AtomicInteger attempts = new AtomicInteger();
		try (RunDirectory run = RunDirectory.claim(this.directory, () -> {
			attempts.incrementAndGet();
			ending.close();
		})) {
			assertThat(attempts).hasValue(2);
			assertThat(run.paths().socket()).isEqualTo(this.directory.resolve(SOCKET));
			assertThat(this.directory.resolve(LOCK)).hasContent(PID);
			assertRefused("is in use by another master (pid " + PID + ")",
					"Stop that master, or give this one another cluster.run-directory and server.port.");
		}
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void claimWhenAnotherMasterEndsAndAThirdStartsMeanwhileRefuses() {
		RunDirectory ending = RunDirectory.claim(this.directory);
		AtomicReference<RunDirectory> third = new AtomicReference<>();
		assertThatExceptionOfType(RunDirectoryException.class)
			.isThrownBy(() -> RunDirectory.claim(this.directory, () -> {
				ending.close();
				if (third.get() == null) {
					third.set(RunDirectory.claim(this.directory));
				}
			}))
			.withMessageContaining("is in use by another master (pid " + PID + ")");
		assertThat(this.directory.resolve(LOCK)).hasContent(PID);
		third.get().close();
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void claimWhenTheLockFileAlwaysVanishesGivesUp() {
		assertThatExceptionOfType(RunDirectoryException.class)
			.isThrownBy(() -> RunDirectory.claim(this.directory, this::deleteLock))
			.withMessageContaining("vanished 100 times");
	}

	@Test
	void closeWhenAnotherMasterHasTakenOverLeavesItsFiles() throws IOException {
		RunDirectory first = RunDirectory.claim(this.directory);
		deleteLock();
		try (RunDirectory second = RunDirectory.claim(this.directory)) {
			Files.writeString(second.paths().socket(), "");
			Files.createDirectories(second.paths().generations().resolve("app-1"));
			first.close();
			assertThat(second.paths().socket()).exists();
			assertThat(second.paths().generations()).isNotEmptyDirectory();
			assertThat(this.directory.resolve(LOCK)).hasContent(PID);
		}
		assertThat(this.parent).isEmptyDirectory();
	}

	private void deleteLock() {
		try {
			Files.delete(this.directory.resolve(LOCK));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void closeLeavesNothing() throws IOException {
		RunDirectory run = RunDirectory.claim(this.directory);
		Files.writeString(run.paths().socket(), "");
		Files.createDirectories(run.paths().generations().resolve("app-1/lib"));
		Files.writeString(run.paths().generations().resolve("app-1/lib/a.jar"), "jar");
		run.close();
		assertThat(this.directory).doesNotExist();
		assertThat(this.parent).isEmptyDirectory();
		run.close();
	}

	@Test
	void closeWhenDirectoryIsGoneAlreadyIsNoTrouble() throws IOException {
		RunDirectory run = RunDirectory.claim(this.directory);
		Files.delete(this.directory.resolve(LOCK));
		Files.delete(this.directory);
		run.close();
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void defaultForIsShortAndDiffersByUserAndPort() {
		assertThat(RunPaths.defaultFor(8080).directory())
			.isEqualTo(this.parent.resolve("cluster-" + this.user).resolve("8080"))
			.isNotEqualTo(RunPaths.defaultFor(8081).directory());
	}

	@Test
	void closeWhenDefaultRemovesItsParentWithTheLast() {
		RunDirectory first = RunDirectory.claim(RunPaths.defaultFor(8080).directory());
		RunDirectory second = RunDirectory.claim(RunPaths.defaultFor(8081).directory());
		first.close();
		assertThat(RunPaths.defaultFor(8080).directory()).doesNotExist();
		assertThat(RunPaths.defaultFor(8081).directory()).exists();
		second.close();
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void claimWhenParentOfDefaultIsOpenToOthersRefuses() throws IOException {
		Path ofUser = Files.createDirectory(this.parent.resolve("cluster-" + this.user));
		Files.createDirectory(ofUser.resolve("9090"));
		Files.setPosixFilePermissions(ofUser, parse("rwxrwxrwx"));
		assertThatExceptionOfType(RunDirectoryException.class)
			.isThrownBy(() -> RunDirectory.claim(RunPaths.defaultFor(8080).directory()))
			.withMessageContaining(ofUser + " is open to others");
	}

	private void open() throws IOException {
		Files.createDirectory(this.directory);
		Files.setPosixFilePermissions(this.directory, parse("rwxrwxrwx"));
	}

	private Path directoryForSocketPathOf(int length) {
		int rest = length - this.parent.toString().length() - SOCKET.length() - 2;
		return this.parent.resolve("x".repeat(rest));
	}

	private void assertRefused(String fact, String remedy) {
		assertThatExceptionOfType(RunDirectoryException.class).isThrownBy(() -> RunDirectory.claim(this.directory))
			.withMessage("cluster.run-directory=" + this.directory + " " + fact)
			.returns(remedy, RunDirectoryException::getRemedy)
			.returns(this.directory, RunDirectoryException::getDirectory);
	}

	private static Set<PosixFilePermission> parse(String permissions) {
		return PosixFilePermissions.fromString(permissions);
	}

	private static String permissions(Path file) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

}
