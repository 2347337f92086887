package io.clusterboot.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.clusterboot.ipc.RunPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MasterPid}.
 */
@Timeout(60)
class MasterPidTests {

	@Test
	void holderWhenLockFileHoldsAPidIsThatProcess(@TempDir Path directory) throws IOException {
		RunPaths paths = new RunPaths(directory);
		assertThat(MasterPid.holder(paths)).isEmpty();
		Files.writeString(paths.lock(), "4711\n");
		assertThat(MasterPid.holder(paths)).hasValue(4711);
		Files.writeString(paths.lock(), "");
		assertThat(MasterPid.holder(paths)).isEmpty();
	}

	@Test
	void processThatRunsIsAliveAndNotSuspended() {
		MasterPid self = new MasterPid(ProcessHandle.current().pid());
		assertThat(self.isAlive()).isTrue();
		assertThat(self.isSuspended()).isFalse();
		assertThat(self.awaitEnd(Duration.ofMillis(1))).isFalse();
	}

	@Test
	void processThatHasEndedIsNotAlive() throws Exception {
		Process process = new ProcessBuilder("true").start();
		MasterPid pid = new MasterPid(process.pid());
		assertThat(process.waitFor()).isZero();
		assertThat(pid.awaitEnd(Duration.ofSeconds(10))).isTrue();
		assertThat(pid.isAlive()).isFalse();
		assertThat(pid.isSuspended()).isFalse();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void processThatNobodyHasWaitedForIsNotAlive() throws Exception {
		Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
		try (BufferedReader output = parent.inputReader()) {
			MasterPid child = new MasterPid(Long.parseLong(output.readLine()));
			await().until(() -> Files.readString(Path.of("/proc/" + parent.pid() + "/comm")).equals("sleep\n"));
			assertThat(child.isAlive()).isTrue();
			signal("KILL", child.pid());
			assertThat(child.awaitEnd(Duration.ofSeconds(10))).isTrue();
			assertThat(ProcessHandle.of(child.pid())).isPresent();
		}
		finally {
			parent.destroyForcibly();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void processThatIsStoppedIsSuspended() throws Exception {
		Process process = new ProcessBuilder("sleep", "60").start();
		MasterPid pid = new MasterPid(process.pid());
		try {
			signal("STOP", process.pid());
			await().until(pid::isSuspended);
			assertThat(pid.isAlive()).isTrue();
			signal("CONT", process.pid());
			await().until(() -> !pid.isSuspended());
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void signal(String name, long pid) throws IOException, InterruptedException {
		assertThat(new ProcessBuilder(List.of("kill", "-" + name, Long.toString(pid))).start().waitFor()).isZero();
	}

}
