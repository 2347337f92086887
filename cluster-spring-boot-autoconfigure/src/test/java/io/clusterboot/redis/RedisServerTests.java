package io.clusterboot.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisServer}, with the binary of the library.
 */
@Timeout(60)
class RedisServerTests {

	@TempDir
	private Path directory;

	private RedisServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void startAnswersWithThePasswordOnly() throws Exception {
		start();
		assertThat(ask("SET a b")).startsWith("-NOAUTH");
		assertThat(ask(auth(), "SET a b")).contains("+OK\r\n+OK");
		assertThat(this.server.url()).matches("redis://:[0-9a-f]{32}@127.0.0.1:\\d+");
	}

	@Test
	void startListensOnTheLoopbackInterfaceOnly() throws Exception {
		start();
		List<InetAddress> others = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !address.getHostAddress().equals("127.0.0.1"))
			.toList();
		assertThat(others).isNotEmpty();
		assertThat(others).allSatisfy(
				(address) -> assertThatIOException().isThrownBy(() -> new Socket(address, this.server.port()).close()));
	}

	@Test
	void startShowsThePasswordToNobodyElse() throws Exception {
		start();
		String password = password();
		assertThat(ProcessHandle.current().descendants().toList()).isNotEmpty()
			.allSatisfy((process) -> assertThat(read("/proc/" + process.pid() + "/cmdline")).doesNotContain(password));
		try (Stream<Path> files = Files.walk(this.directory)) {
			assertThat(files.filter((file) -> !file.equals(this.directory)).toList())
				.filteredOn((file) -> Files.isDirectory(file) || file.endsWith("redis.conf"))
				.hasSizeGreaterThanOrEqualTo(3)
				.allSatisfy((file) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
					.endsWith("------"));
		}
	}

	@Test
	void restartAfterAKillHasTheDataOnTheSamePort() throws Exception {
		start();
		ask(auth(), "SET a b");
		RedisProcess first = this.server.process();
		kill(first.pid());
		assertThat(first.onExit().get()).isEqualTo(137);
		RedisProcess second = this.server.restart();
		assertThat(second.pid()).isNotEqualTo(first.pid());
		assertThat(ask(auth(), "GET a")).contains("$1\r\nb");
	}

	@Test
	void killOfTheGuardEndsTheServerWhichNobodyWouldEnd() throws Exception {
		start();
		RedisProcess first = this.server.process();
		ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
		kill(server.parent().orElseThrow().pid());
		first.onExit().get();
		await().until(() -> !server.isAlive());
		assertThat(this.server.restart().pid()).isPositive();
	}

	@Test
	void signalsThatEndAClusterDoNotReachIt() throws Exception {
		start();
		long pid = this.server.process().pid();
		long guard = ProcessHandle.of(pid).orElseThrow().parent().orElseThrow().pid();
		for (String name : List.of("INT", "HUP", "TERM", "QUIT")) {
			assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(guard)).start().waitFor()).isZero();
		}
		assertThat(session(pid)).isEqualTo(pid).isNotEqualTo(session(ProcessHandle.current().pid()));
		assertThat(ask(auth(), "PING")).contains("+PONG");
		assertThat(ProcessHandle.of(guard)).hasValueSatisfying(ProcessHandle::isAlive);
	}

	@Test
	void closeLeavesNothing() throws Exception {
		start();
		this.server.close();
		assertNothingLeft();
		assertThatIOException().isThrownBy(this.server::restart);
	}

	@Test
	void closeAfterTheServerHasEndedLeavesNothing() throws Exception {
		start();
		kill(this.server.process().pid());
		this.server.process().onExit().get();
		this.server.close();
		assertNothingLeft();
	}

	@Test
	void serverStaysUntilTheLastHasLetGoOfThePipe() throws Exception {
		start();
		// why: a process of its own, as the kernel lets go for it however it ends
		Process worker = new ProcessBuilder("sh", "-c", "exec 3<>\"$0\"; echo; exec sleep 60",
				this.server.pipe().toString())
			.start();
		worker.getInputStream().read();
		Thread closing = new Thread(this.server::close);
		closing.start();
		await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		assertThat(ask(auth(), "PING")).contains("+PONG");
		worker.destroyForcibly().waitFor();
		closing.join();
		assertNothingLeft();
	}

	@Test
	void startIsNotDisturbedByWhatAKilledMasterHasLeft() throws Exception {
		start();
		RedisServer old = this.server;
		start();
		assertThat(new RedisPing(old.port(), password(old)).isAnswered()).isTrue();
		assertThat(ask(auth(), "PING")).contains("+PONG");
		old.close();
		assertThat(old.process().onExit()).as("ends without its directory, too")
			.succeedsWithin(Duration.ofSeconds(5))
			.isEqualTo(0);
		assertThat(ask(auth(), "SET a b", "BGREWRITEAOF")).contains("+Background");
		assertThat(this.server.pipe()).exists();
	}

	@Test
	void startWhenLibrariesAreMissingSaysWhatTheLoaderSays() {
		assertThatIOException().isThrownBy(() -> start("""
				#!/bin/sh
				echo "$0: error while loading shared libraries: libssl.so.3: cannot open shared object file" >&2
				exit 127
				"""))
			.withMessageContaining("exit code 127")
			.withMessageContaining("error while loading shared libraries: libssl.so.3");
		assertNothingLeft();
	}

	@Test
	void startWhenTheProgramCannotBeExecutedSaysWhy() {
		assertThatIOException().isThrownBy(() -> RedisServer.start(redis(), (target) -> {
			Path file = target.resolve("redis-server");
			return Files.writeString(file, "nothing to execute");
		})).withMessageContaining("Permission denied");
		assertNothingLeft();
	}

	@Test
	void startWhenRedisRefusesSaysWhatItSays() {
		assertThatIOException().isThrownBy(() -> start("""
				#!/bin/sh
				echo '4711:M 23 Nov 2026 01:53:42.123 # Could not create server TCP listening socket: in use'
				echo '4711:M 23 Nov 2026 01:53:42.124 # Failed listening, aborting.'
				exit 1
				"""))
			.withMessage("it ended with exit code 1: Could not create server TCP listening socket: in use; "
					+ "Failed listening, aborting.");
	}

	@Test
	void startWhenItNeverAnswersGivesUp() {
		assertThatIOException().isThrownBy(() -> start("""
				#!/bin/sh
				echo loading
				exec sleep 60
				""")).withMessage("it did not answer within 5s: loading");
		assertNothingLeft();
	}

	@Test
	void keepOpenWhenThePipeIsGoneFails() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> RedisPipe.keepOpen(this.directory.resolve("pipe")));
		assertThat(this.directory.resolve("pipe")).doesNotExist();
	}

	private void start() throws Exception {
		this.server = RedisServer.start(redis());
	}

	private void start(String script) throws Exception {
		this.server = RedisServer.start(redis(), (target) -> {
			Path file = Files.writeString(target.resolve("redis-server"), script);
			return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
		});
	}

	private Path redis() {
		return this.directory.resolve("redis");
	}

	private void assertNothingLeft() {
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(ProcessHandle.current().descendants()).isEmpty());
		assertThat(redis()).satisfiesAnyOf((path) -> assertThat(path).doesNotExist(),
				(path) -> assertThat(path).isEmptyDirectory());
	}

	private String auth() {
		return "AUTH " + password();
	}

	private String password() {
		return password(this.server);
	}

	private static String password(RedisServer server) {
		return server.url().substring("redis://:".length(), server.url().indexOf('@'));
	}

	private String ask(String... commands) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			socket.getOutputStream()
				.write((String.join("\r\n", commands) + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
		}
	}

	private static void kill(long pid) throws Exception {
		assertThat(new ProcessBuilder("kill", "-KILL", String.valueOf(pid)).start().waitFor()).isZero();
	}

	private static long session(long pid) {
		String stat = read("/proc/" + pid + "/stat");
		return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file));
		}
		catch (IOException ex) {
			return "";
		}
	}

}
