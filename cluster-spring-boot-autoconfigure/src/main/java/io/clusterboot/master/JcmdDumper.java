package io.clusterboot.master;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clusterboot.os.Forks;
import io.clusterboot.os.ProcessState;
import io.clusterboot.os.Signals;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has the JDK's own tool, jcmd, write down what threads do; where there is none, as in a
 * JRE, the worker writes it into the log.
 */
/*
 * A process of its own: the attach API has no public way to ask for stacks, and a worker
 * that does not answer must not hold up a thread of the master.
 */
final class JcmdDumper implements ThreadDumper, AutoCloseable {

	private static final Log logger = LogFactory.getLog(JcmdDumper.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final int KEPT = 20;

	/*
	 * Where a JVM and those who attach to it meet, whatever java.io.tmpdir says
	 * (VirtualMachineImpl of the JDK on Linux, attachListener_posix.cpp). A JVM that is
	 * killed leaves its socket there. The sign that asks it to open that socket is put
	 * into its working directory, which is that of the master, and stays if it does not
	 * react.
	 */
	private static final Path MEETING_PLACE = Path.of("/tmp");

	private static final Path WORKING_DIRECTORY = Path.of("").toAbsolutePath();

	private final DumpDirectory directory;

	private final Path jcmd;

	private final Path meetingPlace;

	private final Duration timeout;

	private final Set<Process> running = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Create a dumper.
	 * @param directory where dumps are kept
	 */
	JcmdDumper(DumpDirectory directory) {
		this(directory, Path.of(System.getProperty("java.home"), "bin", "jcmd"), MEETING_PLACE, TIMEOUT);
	}

	JcmdDumper(DumpDirectory directory, Path jcmd, Path meetingPlace, Duration timeout) {
		this.directory = directory;
		this.jcmd = jcmd;
		this.meetingPlace = meetingPlace;
		this.timeout = timeout;
	}

	@Override
	public void dump(int index, WorkerProcess process, Consumer<? super Event.Dumped> outcome) {
		Thread thread = new Thread(() -> outcome.accept(new Event.Dumped(process.pid(), attempt(index, process.pid()))),
				"cluster-dump-" + process.pid());
		thread.setDaemon(true);
		thread.start();
	}

	private @Nullable String attempt(int index, long pid) {
		if (ProcessState.isStopped(pid)) {
			logger.warn("Process " + pid + " is stopped (SIGSTOP), so it cannot say what its threads do");
			return null;
		}
		if (!Files.isExecutable(this.jcmd)) {
			logger.warn("Process " + pid + " is asked to write its stacks into the log: there is no " + this.jcmd
					+ ", which would write them into a file");
			Signals.quit(pid);
			return null;
		}
		try {
			return dump(index, pid);
		}
		catch (IOException ex) {
			logger.warn("The stacks of process " + pid + " were not written: " + ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return null;
	}

	private @Nullable String dump(int index, long pid) throws IOException, InterruptedException {
		Path file = this.directory.newFile(index, pid, Instant.now());
		if (isWritten(pid, file)) {
			this.directory.keepNewest(KEPT);
			return file.toString();
		}
		Files.deleteIfExists(file);
		return null;
	}

	private boolean isWritten(long pid, Path file) throws IOException, InterruptedException {
		// A short life needs no second compiler and no parallel collector
		Process process = Forks
			.start(new ProcessBuilder(this.jcmd.toString(), "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC",
					String.valueOf(pid), "Thread.print", "-l")
				.redirectErrorStream(true)
				.redirectOutput(file.toFile()));
		this.running.add(process);
		if (this.closed) {
			process.destroyForcibly();
		}
		try {
			process.getOutputStream().close();
			return isWritten(pid, file, process);
		}
		finally {
			this.running.remove(process);
		}
	}

	private boolean isWritten(long pid, Path file, Process process) throws IOException, InterruptedException {
		if (!process.waitFor(this.timeout.toMillis(), TimeUnit.MILLISECONDS)) {
			process.destroyForcibly().waitFor();
			logger.warn("Process " + pid + " did not say within " + this.timeout.toMillis() + "ms what its threads do");
			return false;
		}
		if (process.exitValue() != 0) {
			logger.warn("The stacks of process " + pid + " were not written: "
					+ Files.readString(file).strip().lines().findFirst().orElse("no reason given"));
		}
		return process.exitValue() == 0;
	}

	/**
	 * Delete all dumps: the cluster ends as it was asked to, and nobody has to find out
	 * why.
	 */
	void forgetAll() {
		close();
		try {
			this.directory.delete();
		}
		catch (IOException ex) {
			logger.warn("The thread dumps in " + this.directory.path() + " were not deleted: " + ex);
		}
	}

	/**
	 * Leave nothing running.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.running.forEach(Process::destroyForcibly);
	}

	@Override
	public void forget(long pid) {
		try {
			Files.deleteIfExists(this.meetingPlace.resolve(".java_pid" + pid));
			Files.deleteIfExists(this.meetingPlace.resolve(".attach_pid" + pid));
			Files.deleteIfExists(WORKING_DIRECTORY.resolve(".attach_pid" + pid));
		}
		catch (IOException ex) {
			logger.debug("What was left of process " + pid + " was not removed", ex);
		}
	}

}
