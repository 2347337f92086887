package io.clusterboot.master;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Launches processes that exist in a test alone.
 */
final class FakeLauncher implements WorkerLauncher {

	private static final long FIRST_PID = 1000;

	private final List<FakeProcess> launched = new CopyOnWriteArrayList<>();

	private int attempts;

	private boolean broken;

	private String crashReport = "";

	@Override
	public WorkerProcess launch(LaunchOrder order, Consumer<? super Event.Exited> onExit) throws IOException {
		this.attempts++;
		if (this.broken) {
			throw new IOException("error=11, Resource temporarily unavailable");
		}
		FakeProcess process = new FakeProcess(order, FIRST_PID + this.launched.size(), onExit);
		this.launched.add(process);
		return process;
	}

	@Override
	public String crashReport(WorkerProcess process) {
		return this.crashReport;
	}

	void breakDown(boolean broken) {
		this.broken = broken;
	}

	void crashReport(String crashReport) {
		this.crashReport = crashReport;
	}

	int attempts() {
		return this.attempts;
	}

	List<FakeProcess> launched() {
		return this.launched;
	}

	List<FakeProcess> alive(int generation) {
		return alive().stream().filter((process) -> process.generation() == generation).toList();
	}

	List<FakeProcess> alive() {
		return this.launched.stream().filter(FakeProcess::isAlive).toList();
	}

	FakeProcess last() {
		return this.launched.get(this.launched.size() - 1);
	}

	/**
	 * Return the process of an index that was launched last.
	 */
	FakeProcess last(int index) {
		return this.launched.stream()
			.filter((process) -> process.index() == index)
			.reduce((older, newer) -> newer)
			.orElseThrow();
	}

}
