package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.sample.harness.CartLoad;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.Compilation;
import io.clusterboot.sample.harness.Jdks;
import io.clusterboot.sample.harness.WorkerView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a session outlives the workers that serve it.
 */
@Timeout(900)
class SessionIntegrationTests {

	private static final int WORKERS = 4;

	private static final int VISITORS = 200;

	private static final int CONNECTIONS = 16;

	private static final int ANSWERS = 10_000;

	private static final Duration BETWEEN_KILLS = Duration.ofSeconds(3);

	private static final int KILLS_BEFORE_RELOAD = 3;

	private static final Duration LONG = Duration.ofMinutes(4);

	/*
	 * It has gained a field and lost another, beside the cart that the jar has.
	 */
	private static final String OTHER_CART = """
			package io.clusterboot.sample;

			class Cart {

				private final java.util.Map<String, Integer> quantities = new java.util.TreeMap<>();

				private String voucher = "none";

				boolean isFull() {
					return false;
				}

				void add(String productId) {
					this.quantities.merge(productId, 1, Integer::sum);
					this.voucher = "WELCOME";
				}

				java.util.Map<String, Integer> quantities() {
					return java.util.Map.copyOf(this.quantities);
				}

			}
			""";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.clusterboot.sample.harness.Jdks#namedForLongTests")
	void killsAndAReloadLoseNoSessionAndNothingInIt(Path jdk) throws IOException {
		if (jdk.equals(Jdks.home())) {
			assertNothingLost(jdk, null);
			return;
		}
		try (RealRedis redis = RealRedis.start()) {
			assertNothingLost(jdk, redis);
		}
	}

	private void assertNothingLost(Path jdk, @Nullable RealRedis redis) {
		String setting = (redis != null) ? "--spring.data.redis.url=" + redis.url() : "--cluster.redis.embedded=on";
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, WORKERS)
			.jdk(jdk)
			.arguments("--cluster.restart.stable-after=1s", setting)
			.start()) {
			cluster.awaitActive(WORKERS);
			LoggedIn ada = LoggedIn.as("ada", "lovelace", cluster.port());
			try (CartLoad load = CartLoad.on(cluster.port(), VISITORS, CONNECTIONS, Duration.ofMillis(25))) {
				int kills = 0;
				long next = System.nanoTime();
				boolean asked = false;
				while (load.answers() < ANSWERS || !asked || status(cluster).reloads().isEmpty()) {
					next += BETWEEN_KILLS.toNanos();
					long due = next;
					cluster.awaitThat("it is time for the next kill", LONG, () -> System.nanoTime() >= due);
					if (killOldest(cluster)) {
						kills++;
					}
					if (kills == KILLS_BEFORE_RELOAD && !asked) {
						asked = true;
						reloadWithAnotherCart(cluster);
					}
				}
				CartLoad.Report report = load.stop();
				assertThat(report.problems()).as(() -> report + "\n" + cluster.explain()).isEmpty();
				assertThat(report.statuses()).as(report::toString).containsOnlyKeys(200);
				assertThat(report.brokenOff()).as(report::toString).isLessThanOrEqualTo(kills * CONNECTIONS);
				assertThat(ada.account()).isEqualTo("{\"name\":\"ada\"}");
				assertThat(Reload.await(cluster, 1).result()).as(cluster::explain).isEqualTo("SUCCEEDED");
				System.out.println(jdk.getFileName() + ": " + kills + " kills, " + report);
			}
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(LONG)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static ClusterView status(ClusterProcess cluster) {
		return cluster.awaitStatus("anything is said", LONG, (view) -> true);
	}

	/*
	 * One is killed only where others serve; and a new version in whose first seconds a
	 * worker dies would be rolled back.
	 */
	private static boolean killOldest(ClusterProcess cluster) {
		ClusterView view = status(cluster);
		List<WorkerView> old = view.workers()
			.stream()
			.filter((worker) -> worker.isActive() && (view.reload() == null || worker.generation() == 1))
			.sorted(Comparator.comparing((worker) -> String.valueOf(worker.startedAt())))
			.toList();
		if (view.active() < 2 || old.isEmpty()) {
			return false;
		}
		cluster.signal(old.get(0).pid(), "KILL");
		return true;
	}

	private void reloadWithAnotherCart(ClusterProcess cluster) {
		SampleCluster.version("2")
			.content("BOOT-INF/classes/io/clusterboot/sample/Cart.class",
					Compilation.of("io.clusterboot.sample.Cart", OTHER_CART, this.directory))
			.writeTo(cluster.jar());
		cluster.signal("HUP");
	}

}
