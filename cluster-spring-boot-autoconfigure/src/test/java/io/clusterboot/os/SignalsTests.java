package io.clusterboot.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Signals}.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
@Timeout(60)
class SignalsTests {

	/*
	 * Nobody minds it: what it does by default is nothing.
	 */
	private static final String HARMLESS = "WINCH";

	@Test
	void handleWhenSignalComesRunsTheActionEachTime() throws Exception {
		AtomicInteger count = new AtomicInteger();
		Signals.handle(HARMLESS, count::incrementAndGet);
		send();
		soon().untilAsserted(() -> assertThat(count).hasValue(1));
		send();
		soon().untilAsserted(() -> assertThat(count).hasValue(2));
	}

	@Test
	void handleWhenHandledBeforeReplacesTheAction() throws Exception {
		AtomicInteger first = new AtomicInteger();
		AtomicInteger second = new AtomicInteger();
		Signals.handle(HARMLESS, first::incrementAndGet);
		Signals.handle(HARMLESS, second::incrementAndGet);
		send();
		soon().untilAsserted(() -> assertThat(second).hasValue(1));
		assertThat(first).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "KILL", "QUIT", "SEGV", "NOSUCH", "" })
	void handleWhenSignalCannotBeHandledLeavesItToTheJvm(String name) {
		assertThatNoException().isThrownBy(() -> Signals.handle(name, () -> {
		}));
	}

	@Test
	void handleHangUpWhenStartedByNohupRunsTheAction() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder("sh", "-c", "trap '' HUP; exec \"$@\"", "sh", java, "-cp",
				System.getProperty("java.class.path"), HangUpMain.class.getName())
			// JDK 24 and later warn there of native access
			.redirectError(Redirect.DISCARD)
			.start();
		try (BufferedReader output = process.inputReader()) {
			assertThat(output.readLine()).isEqualTo("ready");
			assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start().waitFor()).isZero();
			assertThat(output.readLine()).isEqualTo("hung up");
			assertThat(process.waitFor()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static void send() throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-" + HARMLESS, String.valueOf(ProcessHandle.current().pid()))
			.inheritIO()
			.start();
		assertThat(kill.waitFor()).isZero();
	}

	private static ConditionFactory soon() {
		return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

}
