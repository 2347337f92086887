package io.clusterboot.master;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clusterboot.generation.Generation;
import io.clusterboot.generation.JarStore;
import io.clusterboot.generation.StagingException;

/**
 * Makes generations of the jar that the master was started with, as it is by then.
 */
/*
 * An application that was started from a class path has nothing that could be staged: its
 * workers read the class path each time.
 */
final class JarStager implements Stager, AutoCloseable {

	private static final int LONGEST_CLOSE_SECONDS = 10;

	private final RunDirectory directory;

	private final JarStore store;

	private final Optional<Path> jar;

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "cluster-stager");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create a stager.
	 * @param directory where staged jars are kept
	 * @param jar the jar, empty for a class path
	 */
	JarStager(RunDirectory directory, Optional<Path> jar) {
		this.directory = directory;
		this.store = new JarStore(directory.paths().generations());
		this.jar = jar;
	}

	/**
	 * Make the first generation, on this thread.
	 * @throws StagingException if the jar cannot be used
	 */
	Generation first() throws StagingException {
		return make(1);
	}

	@Override
	public void stage(int number, Consumer<Event> outcome) {
		this.executor.execute(() -> outcome.accept(attempt(number)));
	}

	private Event attempt(int number) {
		try {
			return new Event.Staged(make(number));
		}
		catch (StagingException ex) {
			return new Event.StagingFailed(String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException | LinkageError ex) {
			// Whoever asked waits for an answer
			return new Event.StagingFailed(ex.toString());
		}
	}

	private Generation make(int number) throws StagingException {
		return new Generation(number, this.jar.isPresent() ? this.store.stage(this.jar.get()) : null);
	}

	@Override
	public void retain(Set<Generation> used) {
		this.executor.execute(
				() -> this.store.retain(used.stream().map(Generation::application).filter(Objects::nonNull).toList()));
	}

	/*
	 * Not the lock file on a thread that may be interrupted: that would close it.
	 */
	@Override
	public void touch() {
		this.directory.touch();
		this.executor.execute(this.store::touch);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		try {
			this.executor.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
