package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import io.clusterboot.generation.JarStore;
import io.clusterboot.generation.StagedJar;
import io.clusterboot.generation.StagingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests that the real jar of the sample can be staged, and no damaged one.
 */
@Timeout(300)
class JarStoreIntegrationTests {

	@TempDir
	private Path directory;

	private Path origin;

	private Path generations;

	private JarStore store;

	@BeforeEach
	void copy() throws IOException {
		this.origin = Files.copy(SampleCluster.jar(), this.directory.toRealPath().resolve("shop.jar"));
		Files.setLastModifiedTime(this.origin, FileTime.fromMillis(1_700_000_000_123L));
		this.generations = this.directory.toRealPath().resolve("generations");
		this.store = new JarStore(this.generations);
	}

	@Test
	void stageExtractsTheJarOnce() throws Exception {
		StagedJar staged = this.store.stage(this.origin);
		Path home = this.generations.resolve("app-" + staged.hash().substring(0, 16));
		assertThat(staged.hash()).isEqualTo(sha256(this.origin));
		assertThat(staged.jar()).isEqualTo(home.resolve("shop.jar"));
		assertThat(Files.getLastModifiedTime(staged.jar())).isEqualTo(Files.getLastModifiedTime(this.origin));
		assertThatClassPathIsThereAsPackaged(staged.jar());
		assertThatEverythingIsForTheOwnerOnly();
		StagedJar again = this.store.stage(this.origin);
		assertThat(again).isEqualTo(new StagedJar(staged.jar(), staged.hash(), this.origin, again.stagedAt()));
		assertThat(this.generations.toFile().list()).containsExactly(home.getFileName().toString());
		this.store.delete();
		assertThat(this.generations).doesNotExist();
	}

	private void assertThatClassPathIsThereAsPackaged(Path jar) throws IOException {
		try (JarFile extracted = new JarFile(jar.toFile()); JarFile nested = new JarFile(this.origin.toFile())) {
			String classPath = extracted.getManifest().getMainAttributes().getValue(Name.CLASS_PATH);
			List<String> entries = List.of(classPath.split(" "));
			assertThat(entries).hasSizeGreaterThan(20).allSatisfy((entry) -> {
				Path library = jar.resolveSibling(entry);
				assertThat(library).isRegularFile();
				assertThat(Files.getLastModifiedTime(library).toMillis())
					.isEqualTo(nested.getEntry("BOOT-INF/" + entry).getLastModifiedTime().toMillis());
			});
		}
	}

	private void assertThatEverythingIsForTheOwnerOnly() throws IOException {
		try (Stream<Path> files = Files.walk(this.generations)) {
			assertThat(files)
				.allSatisfy((file) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
					.isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
		}
	}

	@Test
	void stageWhenDamagedRefusesAndLeavesNothing() throws Exception {
		byte[] whole = Files.readAllBytes(this.origin);
		for (int part = 1; part < 4; part++) {
			Files.write(this.origin, Arrays.copyOf(whole, whole.length / 4 * part));
			assertRefused("is no jar: zip END header not found");
			byte[] flipped = whole.clone();
			flipped[whole.length / 4 * part] ^= 0x10;
			Files.write(this.origin, flipped);
			assertRefused("is damaged: ");
		}
		Files.writeString(this.origin, "<html>404 Not Found</html>");
		assertRefused("is no jar: zip END header not found");
		Files.write(this.origin, new byte[0]);
		assertRefused("is no jar: zip file is empty");
		Files.delete(this.origin);
		assertRefused(this.origin + " does not exist");
	}

	@Test
	void stageWhenUnreadableRefuses() throws Exception {
		Files.setPosixFilePermissions(this.origin, PosixFilePermissions.fromString("---------"));
		assumeThat(Files.isReadable(this.origin)).as("user who can read everything").isFalse();
		assertRefused("cannot be read: ");
	}

	@Test
	void stageWhenInterruptedKillsTheToolAndLeavesNothing() throws Exception {
		CompletableFuture<Exception> thrown = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.store.stage(this.origin);
			}
			catch (IOException ex) {
				thrown.complete(ex);
			}
		});
		thread.start();
		ProcessHandle tool = awaitTool();
		thread.interrupt();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(StagingException.class)
			.hasMessageContaining("was not staged: interrupted");
		assertThat(tool.isAlive()).isFalse();
		assertThat(this.generations).isEmptyDirectory();
	}

	private ProcessHandle awaitTool() {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (System.nanoTime() < deadline) {
			List<ProcessHandle> children = ProcessHandle.current().children().toList();
			if (!children.isEmpty()) {
				return children.get(0);
			}
			Thread.onSpinWait();
		}
		throw new AssertionError("The tool did not start within 30s");
	}

	private void assertRefused(String fact) {
		assertThatExceptionOfType(StagingException.class).isThrownBy(() -> this.store.stage(this.origin))
			.withMessageStartingWith(this.origin + " ")
			.withMessageContaining(fact);
		assertThat(this.generations).isEmptyDirectory();
	}

	private static String sha256(Path file) throws Exception {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
	}

}
