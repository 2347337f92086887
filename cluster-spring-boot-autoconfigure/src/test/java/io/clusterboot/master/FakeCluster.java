package io.clusterboot.master;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterStatus;
import io.clusterboot.Incident;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Standstill;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * A supervisor with clock, processes and peers of a test's making.
 */
final class FakeCluster {

	static final int PORT = 8080;

	private final FakeClock clock = new FakeClock();

	private final FakeLauncher launcher = new FakeLauncher();

	private final FakeStager stager = new FakeStager();

	private final FakeDumper dumper = new FakeDumper();

	private final Duration canaryTime;

	private final Supervisor supervisor;

	private boolean oomKill;

	private int portReleases;

	private long availableMemory = Long.MAX_VALUE;

	private double chance;

	/**
	 * Create a cluster that has done nothing yet.
	 * @param workers number of workers
	 * @param startsAtOnce number of workers that may be starting at the same time
	 * @param properties such as {@code restart.backoff=1s}
	 */
	FakeCluster(int workers, int startsAtOnce, String... properties) {
		ClusterProperties bound = properties(properties);
		this.canaryTime = bound.reload().canaryTime();
		this.supervisor = new Supervisor(bound,
				new Plan(workers, bound.spares(), bound.reload().maxSurge(), startsAtOnce, PORT),
				FakeStager.generation(1),
				new Outside(this.launcher, this.stager, this.dumper, this.clock,
						new RestartPolicy(bound.restart(), () -> 0), this::takeOomKill, () -> this.availableMemory,
						() -> this.chance, this::step, () -> this.portReleases++));
	}

	static ClusterProperties properties(String... properties) {
		Map<String, String> map = new HashMap<>();
		Arrays.stream(properties)
			.map((property) -> property.split("=", 2))
			.forEach((pair) -> map.put("cluster." + pair[0], pair[1]));
		return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("cluster", ClusterProperties.class);
	}

	private boolean takeOomKill() {
		boolean taken = this.oomKill;
		this.oomKill = false;
		return taken;
	}

	FakeClock clock() {
		return this.clock;
	}

	FakeLauncher launcher() {
		return this.launcher;
	}

	FakeStager stager() {
		return this.stager;
	}

	FakeDumper dumper() {
		return this.dumper;
	}

	Supervisor supervisor() {
		return this.supervisor;
	}

	/**
	 * Let the kernel have killed a process.
	 */
	void oomKill() {
		this.oomKill = true;
	}

	/**
	 * Let processes have so much memory more.
	 */
	void availableMemory(long bytes) {
		this.availableMemory = bytes;
	}

	/**
	 * Let chance decide like this from now on.
	 */
	void chance(double chance) {
		this.chance = chance;
	}

	int portReleases() {
		return this.portReleases;
	}

	/**
	 * Launch the first worker.
	 */
	FakeCluster open() {
		this.supervisor.reconcile();
		return this;
	}

	/**
	 * Launch all workers, and let each become active.
	 */
	FakeCluster start() {
		open();
		activateAll();
		return this;
	}

	void readyAll() {
		this.launcher.alive()
			.stream()
			.filter((process) -> stateOf(process) == WorkerState.STARTING)
			.forEach(this::ready);
	}

	void activateAll() {
		while (starting().isPresent()) {
			activate(starting().get());
		}
	}

	private Optional<FakeProcess> starting() {
		return this.launcher.alive().stream().filter((process) -> stateOf(process) == WorkerState.STARTING).findFirst();
	}

	void step(Event event) {
		this.supervisor.handle(event);
		this.supervisor.reconcile();
	}

	/**
	 * Let time pass in which no worker says anything.
	 */
	void silence(Duration duration) {
		this.clock.advance(duration);
		this.supervisor.reconcile();
	}

	/**
	 * Let time pass in which all connected workers are well.
	 */
	void advance(Duration duration) {
		advance(duration, null);
	}

	private void advance(Duration duration, @Nullable FakeProcess silent) {
		Duration left = duration;
		while (!left.isZero()) {
			Duration step = (left.compareTo(Duration.ofSeconds(1)) < 0) ? left : Duration.ofSeconds(1);
			this.clock.advance(step);
			this.launcher.alive()
				.stream()
				.filter((process) -> process != silent)
				.forEach((process) -> this.supervisor
					.handle(new Event.Received(process.peer(), new Heartbeat(process.load(), Standstill.NONE))));
			this.supervisor.reconcile();
			left = left.minus(step);
		}
	}

	void say(FakeProcess process, Message message) {
		step(new Event.Received(process.peer(), message));
	}

	void hello(FakeProcess process) {
		say(process, new Hello(Message.VERSION, "token", process.pid()));
	}

	void ready(FakeProcess process) {
		hello(process);
		say(process, new Ready());
	}

	/**
	 * Let a worker that was launched become what it is meant to be.
	 */
	void activate(FakeProcess process) {
		ready(process);
		if (status().reload() != null && process.index() < status().wanted()) {
			// Where it is the canary
			advance(this.canaryTime);
		}
		if (!process.peer().sent(Activate.class).isEmpty()) {
			say(process, new Active());
		}
	}

	/**
	 * Let an operator ask for something.
	 * @return the operator
	 */
	FakePeer ask(Operation operation) {
		FakePeer operator = new FakePeer();
		step(new Event.Received(operator, new Attach(Message.VERSION)));
		step(new Event.Received(operator, new Request(1, operation)));
		return operator;
	}

	/**
	 * Let a minute pass in which each worker does what it is told.
	 */
	void finish() {
		for (int second = 0; second < 60; second++) {
			obey();
			advance(Duration.ofSeconds(1));
		}
	}

	/**
	 * Let each worker take the step that it is told to.
	 */
	void obey() {
		for (FakeProcess process : this.launcher.alive()) {
			switch (stateOf(process)) {
				case STARTING -> ready(process);
				case READY -> say(process, new Active());
				case DRAINING -> process.exit(0);
				case KILLING -> process.exit(137);
				case ACTIVE, EXITED -> {
				}
			}
		}
	}

	void reload() {
		step(new Event.Reload("SIGHUP"));
	}

	/**
	 * Begin a reload, up to the launch of its first worker.
	 * @return that worker
	 */
	FakeProcess reloadStaged() {
		reload();
		this.stager.succeed();
		return this.launcher.last();
	}

	/**
	 * Let time pass in which all connected workers are well, but one.
	 */
	void silenceOf(FakeProcess silent, Duration duration) {
		advance(duration, silent);
	}

	void stop() {
		step(new Event.Stop("SIGTERM"));
	}

	/**
	 * Bring a worker that was just launched to a state.
	 */
	FakeProcess bring(FakeProcess process, WorkerState state) {
		switch (state) {
			case STARTING -> hello(process);
			case READY -> ready(process);
			case ACTIVE -> activate(process);
			case DRAINING -> {
				activate(process);
				say(process, new Bye("test"));
			}
			case KILLING -> {
				hello(process);
				silence(Duration.ofSeconds(120));
			}
			case EXITED -> {
				activate(process);
				process.exit(0);
			}
		}
		return process;
	}

	ClusterStatus status() {
		return this.supervisor.status();
	}

	Incident lastIncident() {
		return status().incidents().get(status().incidents().size() - 1);
	}

	Stream<WorkerStatus> allStatus() {
		ClusterStatus status = status();
		return Stream.concat(status.workers().stream(), status.spares().stream());
	}

	WorkerState stateOf(FakeProcess process) {
		return allStatus().filter((worker) -> worker.pid() == process.pid())
			.map(WorkerStatus::state)
			.findFirst()
			.orElse(WorkerState.EXITED);
	}

	WorkerStatus statusOf(FakeProcess process) {
		return allStatus().filter((worker) -> worker.pid() == process.pid()).findFirst().orElseThrow();
	}

}
