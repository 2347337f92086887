package io.clusterboot.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Says what it was started with, then starts itself again as a worker.
 */
public final class RelaunchMain {

	static final String WORKER = "RELAUNCHED";

	private RelaunchMain() {
	}

	public static void main(String[] args) throws Exception {
		report(args);
		if (System.getenv(WORKER) == null) {
			System.exit(relaunch(args));
		}
	}

	private static int relaunch(String[] args) throws IOException, InterruptedException {
		CommandLine line = Boolean.getBoolean("relaunch.portable") ? RunningJvm.current(List.of(args)).commandLine()
				: CommandLine.ofCurrentProcess(args);
		WorkerCommand worker = new WorkerCommand(line, System.getenv(), List.of(), List.of(), Map.of(WORKER, "true"));
		WorkerCommand.Command command = worker.forWorker(0);
		System.out.println("worker:");
		System.out.flush();
		return command.toProcessBuilder().inheritIO().start().waitFor();
	}

	private static void report(String[] args) throws IOException {
		Arrays.stream(args).forEach((arg) -> System.out.println("arg " + hex(arg)));
		for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
			if (name.startsWith("test.")) {
				System.out.println("property " + name + "=" + hex(System.getProperty(name)));
			}
		}
		System.out.println("bytes " + bytes(args.length));
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_16BE));
	}

	private static String bytes(int count) throws IOException {
		Path cmdline = Path.of("/proc/self/cmdline");
		if (!Files.isReadable(cmdline)) {
			return "";
		}
		String[] all = new String(Files.readAllBytes(cmdline), StandardCharsets.ISO_8859_1).split("\0", -1);
		String last = String.join(" ", Arrays.asList(all).subList(Math.max(0, all.length - 1 - count), all.length - 1));
		return HexFormat.of().formatHex(last.getBytes(StandardCharsets.ISO_8859_1));
	}

}
