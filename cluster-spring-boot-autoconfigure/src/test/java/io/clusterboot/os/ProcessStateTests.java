package io.clusterboot.os;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ProcessState}.
 */
@EnabledOnOs(OS.LINUX)
class ProcessStateTests {

	@Test
	void isStoppedFollowsTheSignals() throws Exception {
		Process process = new ProcessBuilder("sleep", "60").start();
		try {
			assertThat(ProcessState.isStopped(process.pid())).isFalse();
			signal("STOP", process);
			await().until(() -> ProcessState.isStopped(process.pid()));
			signal("CONT", process);
			await().until(() -> !ProcessState.isStopped(process.pid()));
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void isStoppedWhenThereIsNoSuchProcessIsFalse() {
		assertThat(ProcessState.isStopped(Integer.MAX_VALUE)).isFalse();
	}

	private static void signal(String name, Process process) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor()).isZero();
	}

}
