package io.clusterboot.master;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Writes no dumps, but says so when a test wants it.
 */
final class FakeDumper implements ThreadDumper {

	private final List<Long> forgotten = new ArrayList<>();

	private @Nullable Consumer<? super Event.Dumped> outcome;

	@Override
	public void dump(int index, WorkerProcess process, Consumer<? super Event.Dumped> outcome) {
		((FakeProcess) process).dump();
		this.outcome = outcome;
	}

	@Override
	public void forget(long pid) {
		this.forgotten.add(pid);
	}

	/**
	 * Say that a dump is written, or could not be.
	 */
	void finish(FakeProcess process, @Nullable String file) {
		Consumer<? super Event.Dumped> outcome = this.outcome;
		if (outcome != null) {
			outcome.accept(new Event.Dumped(process.pid(), file));
		}
	}

	List<Long> forgotten() {
		return this.forgotten;
	}

}
