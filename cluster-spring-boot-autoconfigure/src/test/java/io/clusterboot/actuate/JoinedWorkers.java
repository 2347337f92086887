package io.clusterboot.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;
import io.clusterboot.relay.Colleagues;
import io.clusterboot.relay.Gauging;
import io.clusterboot.relay.Respondent;
import io.clusterboot.relay.Statement;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Workers in the JVM of a test, each an application of its own, joined as a master would.
 */
final class JoinedWorkers implements AutoCloseable {

	static final String TOKEN = "5ec7e7-0f-7he-c1u57e7";

	private static final long PID_OF_FIRST = 1000;

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private final Set<Integer> silent = ConcurrentHashMap.newKeySet();

	private final List<Statement> besides = new CopyOnWriteArrayList<>();

	private final List<String> subjects = new CopyOnWriteArrayList<>();

	private final List<String> done = new CopyOnWriteArrayList<>();

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	private volatile boolean unavailable;

	/**
	 * Start them.
	 * @param count how many
	 * @param runDirectory directory of a master
	 * @param application the application
	 * @param properties its properties
	 * @return the workers
	 */
	static JoinedWorkers start(int count, Path runDirectory, Class<?> application, String... properties) {
		JoinedWorkers workers = new JoinedWorkers();
		for (int index = 0; index < count; index++) {
			workers.add(runDirectory, application, properties);
		}
		return workers;
	}

	private void add(Path runDirectory, Class<?> application, String... properties) {
		Joined joined = new Joined(this.contexts.size());
		List<String> arguments = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"cluster.workers=2", "spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false",
				"spring.jmx.enabled=false", "server.shutdown=immediate",
				"CLUSTER_SOCKET=" + runDirectory.resolve("control.sock"), "CLUSTER_TOKEN=" + TOKEN));
		arguments.addAll(List.of(properties));
		this.contexts.add(new SpringApplicationBuilder(application).initializers((context) -> {
			context.getBeanFactory().registerSingleton("joined", joined);
			context.getBeanFactory().registerSingleton("joinedColleagues", new JoinedColleagues());
		})
			.applicationStartup(new BufferingApplicationStartup(8192))
			.run(arguments.stream().map((argument) -> "--" + argument).toArray(String[]::new)));
	}

	/**
	 * The application of a worker.
	 */
	ConfigurableApplicationContext context(int index) {
		return this.contexts.get(index);
	}

	/**
	 * Let a worker say nothing.
	 */
	void silence(int index) {
		this.silent.add(index);
	}

	/**
	 * Let the master say nothing.
	 */
	void loseMaster() {
		this.unavailable = true;
	}

	/**
	 * Let somebody else have something to say about metrics.
	 */
	void besides(Kind kind, int index, String text) {
		this.besides.add(new Statement(new Speaker(kind, index, 0), text));
	}

	/**
	 * All is as after the start again.
	 */
	void reset() {
		this.silent.clear();
		this.unavailable = false;
		this.besides.clear();
		this.subjects.clear();
		this.done.clear();
	}

	/**
	 * Subjects that successors would be told of.
	 */
	List<String> subjects() {
		return this.subjects;
	}

	/**
	 * What was asked of the master.
	 */
	List<String> done() {
		return this.done;
	}

	HttpResponse<String> get(int index, String path, String... headers) {
		return send(index, HttpRequest.newBuilder().GET(), path, headers);
	}

	HttpResponse<String> post(int index, String path, String body, String... headers) {
		return send(index,
				HttpRequest.newBuilder()
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString(body)),
				path, headers);
	}

	HttpResponse<String> delete(int index, String path, String... headers) {
		return send(index, HttpRequest.newBuilder().DELETE(), path, headers);
	}

	HttpResponse<String> send(int index, HttpRequest.Builder request, String path, String... headers) {
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return this.client.send(request.uri(uri(index, path)).timeout(Duration.ofSeconds(30)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private URI uri(int index, String path) {
		String main = this.contexts.get(index).getEnvironment().getProperty("local.server.port");
		String management = this.contexts.get(index).getEnvironment().getProperty("local.management.port");
		return URI.create("http://127.0.0.1:" + ((management != null) ? management : main) + path);
	}

	static long pid(int index) {
		return PID_OF_FIRST + index;
	}

	@Override
	public void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	private void failWithoutMaster() {
		if (this.unavailable) {
			throw new ClusterUnavailableException("The master (pid 1) did not answer within 1000ms", null);
		}
	}

	/**
	 * What each can ask of the others.
	 */
	private final class JoinedColleagues implements Colleagues {

		@Override
		public List<Statement> ask(int worker, String question, Duration patience) {
			failWithoutMaster();
			if (worker >= JoinedWorkers.this.contexts.size()) {
				throw new ClusterConflictException("there is no worker " + worker);
			}
			return List.of(answer(worker, question));
		}

		@Override
		public List<Statement> askAll(String question, @Nullable String subject) {
			failWithoutMaster();
			if (subject != null) {
				JoinedWorkers.this.subjects.add(subject);
			}
			return indexes().mapToObj((index) -> answer(index, question)).toList();
		}

		private Statement answer(int index, String question) {
			String text = isSilent(index) ? ""
					: elsewhere(index, (context) -> context.getBean(Respondent.class).respond(question));
			return new Statement(new Speaker(Kind.WORKER, index, pid(index)), text);
		}

		@Override
		public List<Statement> collect() {
			failWithoutMaster();
			List<Statement> statements = new ArrayList<>(indexes().filter((index) -> !isSilent(index))
				.mapToObj((index) -> new Statement(new Speaker(Kind.WORKER, index, pid(index)),
						elsewhere(index, (context) -> context.getBean(Gauging.class).read().all())))
				.toList());
			statements.addAll(JoinedWorkers.this.besides);
			return statements;
		}

		private IntStream indexes() {
			return IntStream.range(0, JoinedWorkers.this.contexts.size());
		}

		private boolean isSilent(int index) {
			return JoinedWorkers.this.silent.contains(index);
		}

		/*
		 * On a thread that serves no request, as it is in another process.
		 */
		private String elsewhere(int index,
				java.util.function.Function<ConfigurableApplicationContext, String> question) {
			return CompletableFuture.supplyAsync(() -> question.apply(context(index))).join();
		}

	}

	/**
	 * The cluster as one of them sees it.
	 */
	private final class Joined implements Cluster {

		private final int index;

		Joined(int index) {
			this.index = index;
		}

		@Override
		public boolean isClustered() {
			return true;
		}

		@Override
		public int index() {
			return this.index;
		}

		@Override
		public int count() {
			return JoinedWorkers.this.contexts.size();
		}

		@Override
		public int generation() {
			return 1;
		}

		@Override
		public ClusterStatus status() {
			failWithoutMaster();
			Instant start = FakeCluster.START;
			List<WorkerStatus> workers = IntStream.range(0, count())
				.mapToObj((index) -> new WorkerStatus(index, pid(index), 1, WorkerState.ACTIVE, start, 0, null, 0, 0, 0,
						0, 0))
				.toList();
			return new ClusterStatus(ClusterState.RUNNING, 1, count(), new MasterStatus(1, start), workers, List.of(),
					List.of(), null, List.of(), -1);
		}

		@Override
		public ReloadReport reload() {
			throw new ClusterConflictException("workers of a test are not reloaded");
		}

		@Override
		public ActionReport scale(int workers) {
			throw new ClusterConflictException("workers of a test are not scaled");
		}

		@Override
		public ActionReport restart(int index) {
			return done("restart " + index);
		}

		@Override
		public ActionReport stop() {
			return done("stop");
		}

		private ActionReport done(String action) {
			failWithoutMaster();
			JoinedWorkers.this.done.add(action);
			return new ActionReport(ActionReport.Result.SUCCEEDED, null, count(), Duration.ofSeconds(1));
		}

	}

}
