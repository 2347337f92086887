package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that runs as processes of its own: a master and its workers.
 */
public final class ClusterProcess implements AutoCloseable {

	/*
	 * Workers whose master was killed are nobody's descendants. So every process that
	 * this class starts carries a mark in its environment, which its children inherit,
	 * and whatever carries the mark, or was once seen below the master, is ours. Signals
	 * go to nothing else.
	 */

	private static final String MARK = "CLUSTER_TEST_MARK";

	private static final Pattern LISTENING = Pattern
		.compile("Worker (\\d+) \\(pid (\\d+)\\) is listening on port (\\d+)");

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

	/*
	 * A reload answers when it is over, which takes the start of every worker.
	 */
	private static final Duration LONG_REQUEST_TIMEOUT = Duration.ofMinutes(10);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final int MAX_TAIL_LINES = 80;

	private static final long MAX_OUTPUT = 32 * 1024 * 1024;

	private final Process process;

	private final Path outputFile;

	private final @Nullable Path runDirectory;

	private final @Nullable Path jar;

	private final String mark;

	private final Duration stopTimeout;

	private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

	private volatile int port;

	private ClusterProcess(Process process, Path outputFile, Builder builder, String mark) {
		this.process = process;
		this.outputFile = outputFile;
		this.runDirectory = builder.runDirectory;
		this.jar = builder.jar;
		this.port = builder.port;
		this.mark = mark;
		this.stopTimeout = builder.stopTimeout;
		this.seen.add(process.toHandle());
	}

	/**
	 * A process to configure and start.
	 * @param directory where it may write: its working directory, output and run
	 * directory are in it
	 * @return what to configure
	 */
	public static Builder in(Path directory) {
		return new Builder(directory);
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * The port, which is read from the log if it was left to the master to choose.
	 * @return the port
	 */
	public int port() {
		if (this.port == 0) {
			this.port = Integer.parseInt(awaitLog(LISTENING.pattern(), Duration.ofSeconds(60)).group(3));
		}
		return this.port;
	}

	/**
	 * Whether anybody listens on the port.
	 * @return true if it cannot be bound
	 */
	public boolean isListening() {
		return !Ports.isFree(port());
	}

	public Path runDirectory() {
		if (this.runDirectory == null) {
			throw new IllegalStateException("The run directory was left to the master to choose");
		}
		return this.runDirectory;
	}

	/**
	 * What was started, which the test may replace if it is a copy.
	 * @return the jar
	 */
	public Path jar() {
		if (this.jar == null) {
			throw new IllegalStateException("It was not started from a jar");
		}
		return this.jar;
	}

	/**
	 * All that master and workers have written so far.
	 * @return the text of standard output and standard error
	 */
	public String output() {
		try {
			long size = Files.size(this.outputFile);
			if (size > MAX_OUTPUT) {
				throw new AssertionError(
						"Output of " + size + " bytes (expected: at most " + MAX_OUTPUT + ") in " + this.outputFile);
			}
			return new String(Files.readAllBytes(this.outputFile), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What explains a failure: the state of the processes and the end of the output.
	 * @return the text
	 */
	public String explain() {
		List<String> lines = output().lines().toList();
		String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_TAIL_LINES), lines.size()));
		String state = this.process.isAlive() ? "is alive" : "ended with exit code " + this.process.exitValue();
		return "Master (pid %d) %s, other processes left: %s, zombies: %s%nEnd of the output:%n%s".formatted(pid(),
				state, pids(others()), zombies(), tail);
	}

	/**
	 * Wait until the output holds a match.
	 * @param regex what to find
	 * @param timeout how long at most
	 * @return the first match
	 */
	public Matcher awaitLog(String regex, Duration timeout) {
		return awaitLog(regex, 1, timeout);
	}

	/**
	 * Wait until the output holds so many matches.
	 * @param regex what to find
	 * @param count how often
	 * @param timeout how long at most
	 * @return the last of these matches
	 */
	public Matcher awaitLog(String regex, int count, Duration timeout) {
		Pattern pattern = Pattern.compile(regex);
		return await("the output has '" + regex + "' " + count + " time(s)", timeout, true, () -> {
			Matcher matcher = pattern.matcher(output());
			for (int found = 0; matcher.find();) {
				if (++found == count) {
					return matcher;
				}
			}
			return null;
		});
	}

	/**
	 * How often the output matches.
	 * @param regex what to find
	 * @return the number of matches
	 */
	public long countLog(String regex) {
		return Pattern.compile(regex).matcher(output()).results().count();
	}

	/**
	 * Wait until exactly so many workers are active, for as long as that may take.
	 * @param workers how many
	 * @return their processes by index
	 */
	public SortedMap<Integer, Long> awaitActive(int workers) {
		return awaitActive(workers, Duration.ofSeconds(60 + 15L * workers));
	}

	/**
	 * Wait until exactly so many workers are active.
	 * @param workers how many
	 * @param timeout how long at most
	 * @return their processes by index
	 */
	public SortedMap<Integer, Long> awaitActive(int workers, Duration timeout) {
		return await(workers + " worker(s) are active", timeout, true, () -> {
			SortedMap<Integer, Long> pids = workerPids();
			return (pids.size() == workers) ? pids : null;
		});
	}

	/**
	 * Wait until as many workers as there should be hold an index, all of them are active
	 * and all are of one generation.
	 * @param workers how many
	 * @param generation the generation
	 * @param timeout how long at most
	 * @return what the cluster says of itself then
	 */
	public ClusterView awaitGeneration(int workers, int generation, Duration timeout) {
		return awaitStatus(workers + " worker(s) of generation " + generation + " are active", timeout,
				(view) -> view.isActive(workers, generation));
	}

	/**
	 * Wait until the cluster says something of itself.
	 * @param what the condition in words
	 * @param timeout how long at most
	 * @param condition the condition
	 * @return what the cluster says of itself then
	 */
	public ClusterView awaitStatus(String what, Duration timeout, Predicate<ClusterView> condition) {
		return await(what, timeout, true, () -> {
			HttpResponse response = answer();
			ClusterView view = ClusterView
				.parse((response != null && response.status() == 200) ? response.text() : "{}");
			return condition.test(view) ? view : null;
		});
	}

	/**
	 * Wait until another process than the given one is the active worker of an index.
	 * @param index the index
	 * @param predecessor the process that was it
	 * @param timeout how long at most
	 * @return the process that is it
	 */
	public long awaitSuccessor(int index, long predecessor, Duration timeout) {
		return await("worker " + index + " is active and is not process " + predecessor, timeout, true, () -> {
			Long pid = workerPids().get(index);
			return (pid != null && pid != predecessor) ? pid : null;
		});
	}

	/**
	 * Wait for a condition, and explain when it does not come true.
	 * @param what the condition in words
	 * @param timeout how long at most
	 * @param condition the condition
	 */
	public void awaitThat(String what, Duration timeout, BooleanSupplier condition) {
		await(what, timeout, false, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
	}

	/**
	 * What the cluster says of itself.
	 * @return the answer to {@code GET /actuator/cluster}
	 */
	public ClusterView status() {
		try {
			HttpResponse response = get("/actuator/cluster");
			if (response.status() == 200) {
				return ClusterView.parse(response.text());
			}
			throw new AssertionError("Status " + response.status() + " of /actuator/cluster (expected: 200): "
					+ response.text() + "\n" + explain());
		}
		catch (IOException ex) {
			throw new AssertionError("No answer from /actuator/cluster: " + ex + "\n" + explain(), ex);
		}
	}

	/**
	 * One GET over a connection of its own.
	 * @param path the path
	 * @return the response, of whatever status
	 * @throws IOException if there is none within a few seconds
	 */
	public HttpResponse get(String path) throws IOException {
		return get(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), path);
	}

	/**
	 * One GET over a connection of its own, on another address or port.
	 * @param address where to connect
	 * @param path the path
	 * @return the response, of whatever status
	 * @throws IOException if there is none within a few seconds
	 */
	public HttpResponse get(InetSocketAddress address, String path) throws IOException {
		return HttpConnection.get(address, path, REQUEST_TIMEOUT);
	}

	/**
	 * One POST without a body over a connection of its own.
	 * @param path the path
	 * @return the response, of whatever status
	 * @throws IOException if there is none within a few seconds
	 */
	public HttpResponse post(String path) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
		return HttpConnection.post(address, path, REQUEST_TIMEOUT);
	}

	/**
	 * One POST of JSON over a connection of its own, which may take minutes.
	 * @param path the path
	 * @param json the body
	 * @return the response, of whatever status
	 * @throws IOException if there is none even then
	 */
	public HttpResponse postJson(String path, String json) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
		return HttpConnection.postJson(address, path, json, LONG_REQUEST_TIMEOUT);
	}

	/**
	 * Wait until the log says of so many workers that they listen, which also works where
	 * the cluster cannot be asked.
	 * @param workers how many
	 * @return their processes by index
	 */
	public SortedMap<Integer, Long> awaitListening(int workers) {
		return await(workers + " worker(s) listen", Duration.ofSeconds(60 + 15L * workers), true, () -> {
			SortedMap<Integer, Long> pids = loggedPids();
			return (pids.size() == workers) ? pids : null;
		});
	}

	/**
	 * The active workers: as the cluster says, or where it has no such endpoint, as the
	 * log says and the processes exist.
	 * @return their processes by index; empty if it does not answer now
	 */
	public SortedMap<Integer, Long> workerPids() {
		SortedMap<Integer, Long> pids = new TreeMap<>();
		HttpResponse response = answer();
		if (response != null && response.status() == 404) {
			return loggedPids();
		}
		if (response != null && response.status() == 200) {
			ClusterView.parse(response.text())
				.workers()
				.stream()
				.filter(WorkerView::isActive)
				.forEach((worker) -> pids.put(worker.index(), worker.pid()));
		}
		return pids;
	}

	/**
	 * What the cluster answers when asked for itself, if anything.
	 */
	private @Nullable HttpResponse answer() {
		descendants();
		try {
			return LISTENING.matcher(output()).find() ? get("/actuator/cluster") : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private SortedMap<Integer, Long> loggedPids() {
		SortedMap<Integer, Long> pids = new TreeMap<>();
		LISTENING.matcher(output())
			.results()
			.forEach((result) -> pids.put(Integer.valueOf(result.group(1)), Long.valueOf(result.group(2))));
		pids.values().removeIf((pid) -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
		return pids;
	}

	/**
	 * Send a signal to the master.
	 * @param name the signal without SIG, TERM for example
	 */
	public void signal(String name) {
		signal(pid(), name);
	}

	/**
	 * Send a signal to the master or to another process of this cluster.
	 * @param pid the process
	 * @param name the signal without SIG, TERM for example
	 */
	public void signal(long pid, String name) {
		signal(List.of(pid), name);
	}

	/**
	 * Send a signal to several processes of this cluster, as nearly at once as the kernel
	 * allows.
	 * @param pids the processes
	 * @param name the signal without SIG, TERM for example
	 */
	public void signal(Collection<Long> pids, String name) {
		List<ProcessHandle> ours = ours();
		if (!ours.stream().map(ProcessHandle::pid).toList().containsAll(pids)) {
			throw new IllegalArgumentException(
					"Not only living processes of this cluster: " + pids + " (expected: of " + pids(ours) + ")");
		}
		List<String> command = new ArrayList<>(List.of("kill", "-" + name));
		pids.forEach((pid) -> command.add(Long.toString(pid)));
		try {
			Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
			if (!kill.waitFor(10, TimeUnit.SECONDS)) {
				kill.destroyForcibly();
				throw new AssertionError(command + " did not end within 10 s");
			}
			if (kill.exitValue() != 0) {
				throw new AssertionError(command + " ended with exit code " + kill.exitValue() + ": "
						+ new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while running " + command, ex);
		}
	}

	/**
	 * Wait until the master has ended.
	 * @param timeout how long at most
	 * @return its exit code
	 */
	public int awaitExit(Duration timeout) {
		await("the master has ended", timeout, false, () -> this.process.isAlive() ? null : Boolean.TRUE);
		return this.process.exitValue();
	}

	/**
	 * The living processes below the master.
	 * @return their handles
	 */
	public List<ProcessHandle> descendants() {
		List<ProcessHandle> descendants = this.process.descendants().toList();
		this.seen.addAll(descendants);
		return descendants;
	}

	/**
	 * The living processes of this cluster other than the master, also when it is gone.
	 * @return their handles
	 */
	public List<ProcessHandle> others() {
		return ours().stream().filter((handle) -> handle.pid() != pid()).toList();
	}

	public List<Long> zombies() {
		return ProcessTable.zombies(pid());
	}

	/**
	 * How many files the master holds open.
	 * @return the number of its descriptors
	 */
	public int openFiles() {
		return ProcessTable.openFiles(pid());
	}

	public long pssKb(long pid) {
		return ProcessTable.pssKb(pid);
	}

	public long rssKb(long pid) {
		return ProcessTable.rssKb(pid);
	}

	/**
	 * Assert that the master has ended and has left no process, no listening socket and
	 * no file.
	 */
	public void assertNothingLeft() {
		List<String> left = new ArrayList<>();
		if (this.process.isAlive()) {
			left.add("the master itself");
		}
		else {
			// why wait: a master sees a child end a moment before the process table does
			awaitNone(Duration.ofSeconds(2));
		}
		others()
			.forEach((handle) -> left.add("process " + handle.pid() + " " + handle.info().commandLine().orElse("")));
		if (this.port != 0 && !Ports.isFree(this.port)) {
			left.add("port " + this.port + ", which cannot be bound");
		}
		files().forEach((file) -> left.add("file " + file));
		if (!left.isEmpty()) {
			throw new AssertionError("Left after the end: " + String.join(", ", left) + "\n" + explain());
		}
	}

	private List<Path> files() {
		if (this.runDirectory == null || !Files.exists(this.runDirectory)) {
			return List.of();
		}
		Path root = this.runDirectory;
		try (Stream<Path> files = Files.walk(root)) {
			return files.filter((file) -> !file.equals(root)).limit(20).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stop the cluster, and kill what does not stop; that there was something to kill is
	 * an error.
	 */
	@Override
	public void close() {
		descendants();
		boolean masterWasAlive = this.process.isAlive();
		if (masterWasAlive) {
			this.process.toHandle().destroy();
		}
		List<ProcessHandle> left = awaitNone(this.stopTimeout) ? List.of() : ours();
		String explanation = left.isEmpty() ? "" : explain();
		for (int round = 0; round < 3 && !ours().isEmpty(); round++) {
			ours().forEach(ProcessHandle::destroyForcibly);
			awaitNone(Duration.ofSeconds(5));
		}
		if (!left.isEmpty()) {
			throw new AssertionError(
					"Processes %s did not end within %s %s and had to be killed%nThen: %s".formatted(pids(left),
							this.stopTimeout, masterWasAlive ? "of SIGTERM" : "of the end of the master", explanation));
		}
	}

	private boolean awaitNone(Duration timeout) {
		try {
			Awaitility.await().pollInterval(POLL).atMost(timeout).until(() -> ours().isEmpty());
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private List<ProcessHandle> ours() {
		descendants();
		ProcessTable.withEnvironment(MARK + "=" + this.mark)
			.forEach((pid) -> ProcessHandle.of(pid).ifPresent(this.seen::add));
		return this.seen.stream().filter(this::runs).toList();
	}

	private boolean runs(ProcessHandle handle) {
		// A handle is also alive while it is a zombie, whose environment cannot be read
		return handle.isAlive() && !ProcessTable.isZombie(handle.pid());
	}

	private <T> T await(String what, Duration timeout, boolean needsProcesses, Callable<@Nullable T> condition) {
		List<T> result = new ArrayList<>(1);
		try {
			Awaitility.await().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(timeout).until(() -> {
				boolean alive = !needsProcesses || this.process.isAlive() || !others().isEmpty();
				T value = condition.call();
				if (value != null) {
					result.add(value);
				}
				else if (!alive) {
					throw new AssertionError("All processes ended before " + what + "\n" + explain());
				}
				return value != null;
			});
			return result.get(0);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("Not within " + timeout + ": " + what + "\n" + explain(), ex);
		}
	}

	private static String pids(List<ProcessHandle> handles) {
		return handles.stream().map(ProcessHandle::pid).sorted().map(String::valueOf).collect(Collectors.joining(", "));
	}

	/**
	 * Says what to start, and starts it.
	 */
	public static final class Builder {

		private final Path directory;

		private final Map<String, String> environment = new LinkedHashMap<>();

		private final List<String> program = new ArrayList<>();

		private final List<String> jvmOptions = new ArrayList<>();

		private final List<String> arguments = new ArrayList<>();

		private Path jdk = Jdks.home();

		private @Nullable Path runDirectory;

		private @Nullable Path jar;

		private @Nullable Path original;

		private int port = Ports.free();

		private boolean anyPort;

		private Duration stopTimeout = Duration.ofSeconds(35);

		private Builder(Path directory) {
			this.directory = directory;
			this.runDirectory = directory.resolve("run");
		}

		/**
		 * Start a jar.
		 * @param jar the jar
		 * @return this builder
		 */
		public Builder jar(Path jar) {
			program("-jar", jar.toAbsolutePath().toString());
			this.jar = jar;
			return this;
		}

		/**
		 * Start a copy of a jar, which is made in the given directory and may be replaced
		 * while the cluster runs.
		 * @param original the jar
		 * @return this builder
		 */
		public Builder copyOf(Path original) {
			jar(this.directory.resolve("app.jar"));
			this.original = original;
			return this;
		}

		/**
		 * Start a class.
		 * @param classPath where to find it
		 * @param mainClass its name
		 * @return this builder
		 */
		public Builder mainClass(String classPath, String mainClass) {
			return program("-cp", classPath, mainClass);
		}

		/**
		 * Start whatever these words say, after the options of the JVM and before the
		 * arguments of the application.
		 * @param words the words
		 * @return this builder
		 */
		public Builder program(String... words) {
			this.jar = null;
			this.original = null;
			this.program.clear();
			this.program.addAll(List.of(words));
			return this;
		}

		public Builder jdk(Path home) {
			this.jdk = home;
			return this;
		}

		public Builder jvmOptions(String... options) {
			this.jvmOptions.addAll(List.of(options));
			return this;
		}

		public Builder arguments(String... arguments) {
			this.arguments.addAll(List.of(arguments));
			return this;
		}

		public Builder workers(int workers) {
			return arguments("--cluster.workers=" + workers);
		}

		public Builder environment(String name, String value) {
			this.environment.put(name, value);
			return this;
		}

		/**
		 * The port to serve; by default a free one is chosen. With 0 the master chooses,
		 * and the port is read from its log.
		 * @param port the port
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Leave the port to the configuration of what is started.
		 * @return this builder
		 */
		public Builder anyPort() {
			this.anyPort = true;
			return port(0);
		}

		/**
		 * The run directory; by default it is {@code run} in the given directory.
		 * @param runDirectory the run directory, or null to leave it to the master
		 * @return this builder
		 */
		public Builder runDirectory(@Nullable Path runDirectory) {
			this.runDirectory = runDirectory;
			return this;
		}

		/**
		 * How long {@link ClusterProcess#close()} waits before it kills.
		 * @param stopTimeout how long
		 * @return this builder
		 */
		public Builder stopTimeout(Duration stopTimeout) {
			this.stopTimeout = stopTimeout;
			return this;
		}

		public ClusterProcess start() {
			if (this.program.isEmpty()) {
				throw new IllegalStateException("Neither a jar nor a main class to start");
			}
			String mark = UUID.randomUUID().toString();
			try {
				Path output = Files.createTempFile(Files.createDirectories(this.directory), "output", ".log");
				ProcessBuilder builder = new ProcessBuilder(command());
				builder.directory(Files.createDirectories(this.directory.resolve("work")).toFile());
				// why: a variable of the person who runs the tests would configure the
				// cluster
				builder.environment().keySet().removeIf((name) -> name.startsWith("CLUSTER_"));
				builder.environment().putAll(this.environment);
				builder.environment().put(MARK, mark);
				builder.redirectErrorStream(true).redirectOutput(output.toFile());
				if (this.original != null && this.jar != null) {
					Files.copy(this.original, this.jar, StandardCopyOption.REPLACE_EXISTING);
				}
				Process process = builder.start();
				process.getOutputStream().close();
				return new ClusterProcess(process, output, this, mark);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("Cannot start " + command() + ": " + ex.getMessage(), ex);
			}
		}

		private List<String> command() {
			List<String> command = new ArrayList<>();
			command.add(this.jdk.resolve("bin").resolve("java").toString());
			command.addAll(this.jvmOptions);
			command.addAll(this.program);
			if (!this.anyPort) {
				command.add("--server.port=" + this.port);
			}
			if (this.runDirectory != null) {
				command.add("--cluster.run-directory=" + this.runDirectory);
			}
			command.addAll(this.arguments);
			return command;
		}

	}

}
