package io.clusterboot.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JarModeTool}, with a script in the place of {@code java}.
 */
@Timeout(60)
class JarModeToolTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	@Test
	void extractRunsTheToolOfTheJar() throws Exception {
		tool("echo \"$@\" > arguments; readlink /proc/$$/fd/0 > stdin; echo done", LONG).extract(jar(),
				this.directory.resolve("to"));
		assertThat(this.directory.resolve("arguments"))
			.hasContent("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m -Djarmode=tools -jar " + jar()
					+ " extract --destination " + this.directory.resolve("to"));
		if (Files.exists(Path.of("/proc/self/fd"))) {
			assertThat(this.directory.resolve("stdin")).hasContent("/dev/null");
		}
	}

	@Test
	void extractWhenToolFailsTellsTheEndOfItsOutput() throws IOException {
		JarModeTool tool = tool("seq 100000; echo No space left on device >&2; exit 3", LONG);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> tool.extract(jar(), this.directory))
			.withMessageStartingWith("extracting it ended with exit code 3: ")
			.withMessageEndingWith("100000\nNo space left on device")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(2100));
	}

	@Test
	void extractWhenToolTakesTooLongKillsIt() throws IOException {
		JarModeTool tool = tool("echo $$ > pid; exec sleep 1000", Duration.ofSeconds(1));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> tool.extract(jar(), this.directory))
			.withMessage("extracting it took longer than 1s");
		assertThat(isToolAlive()).isFalse();
	}

	@Test
	void extractWhenInterruptedKillsTheTool() throws Exception {
		// A pipe, to wait for the start of the tool without looking for it again and
		// again
		Path started = this.directory.resolve("started");
		assertThat(new ProcessBuilder("mkfifo", started.toString()).start().waitFor()).isZero();
		JarModeTool tool = tool("echo $$ > pid; echo > started; exec sleep 1000", LONG);
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				tool.extract(jar(), this.directory);
			}
			catch (Exception ex) {
				thrown.complete(ex);
			}
		});
		thread.start();
		Files.readString(started);
		thread.interrupt();
		assertThat(thrown.get(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		assertThat(isToolAlive()).isFalse();
	}

	@Test
	void extractWhenThereIsNoJavaFails() {
		JarModeTool tool = new JarModeTool(this.directory.resolve("gone"), LONG);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> tool.extract(jar(), this.directory))
			.withMessageContaining("gone");
	}

	private JarModeTool tool(String script, Duration limit) throws IOException {
		Path java = Files.createFile(this.directory.resolve("java"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.writeString(java, "#!/bin/sh\n" + script + "\n");
		return new JarModeTool(java, limit);
	}

	private Path jar() {
		return this.directory.resolve("app.jar");
	}

	private boolean isToolAlive() throws IOException {
		long pid = Long.parseLong(Files.readString(this.directory.resolve("pid")).strip());
		return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
	}

}
