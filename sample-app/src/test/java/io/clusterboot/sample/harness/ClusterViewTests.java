package io.clusterboot.sample.harness;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterView} and {@link WorkerView}.
 */
class ClusterViewTests {

	@Test
	void parseReadsWhatTheEndpointSays() {
		ClusterView view = ClusterView
			.parse("""
					{"state":"RUNNING","generation":2,"wanted":2,"master":{"pid":10,"startedAt":"2026-01-01T00:00:00Z"},
					"workers":[
					{"index":0,"pid":11,"generation":2,"state":"ACTIVE","startedAt":1.5,"restarts":3,"lastExit":"exit code 1"},
					{"index":1,"pid":12,"generation":1,"state":"DRAINING","restarts":0,"lastExit":{"code":137},"rss":1}],
					"spares":[{"pid":13,"state":"READY"}],"incidents":[]}""");
		assertThat(view.state()).isEqualTo("RUNNING");
		assertThat(view.generation()).isEqualTo(2);
		assertThat(view.wanted()).isEqualTo(2);
		assertThat(view.masterPid()).isEqualTo(10);
		assertThat(view.active()).isEqualTo(1);
		assertThat(view.worker(0)).hasValueSatisfying((worker) -> {
			assertThat(worker.pid()).isEqualTo(11);
			assertThat(worker.restarts()).isEqualTo(3);
			assertThat(worker.startedAt()).isEqualTo("1.5");
			assertThat(worker.lastExit()).isEqualTo("exit code 1");
		});
		assertThat(view.worker(1)).hasValueSatisfying((worker) -> {
			assertThat(worker.isActive()).isFalse();
			assertThat(worker.generation()).isEqualTo(1);
			assertThat(worker.startedAt()).isNull();
			assertThat(worker.lastExit()).isEqualTo("{\"code\":137}");
		});
		assertThat(view.worker(2)).isEmpty();
		assertThat(view.spares()).singleElement().satisfies((spare) -> {
			assertThat(spare.index()).isEqualTo(-1);
			assertThat(spare.state()).isEqualTo("READY");
		});
	}

	@Test
	void parseWhenFieldsAreMissingKeepsGoing() {
		ClusterView view = ClusterView.parse("{\"state\":null}");
		assertThat(view.workers()).isEmpty();
		assertThat(view.masterPid()).isEqualTo(-1);
	}

	@Test
	void parseWhenSparesHaveNoIndexTellsTheirStates() {
		ClusterView view = ClusterView.parse("""
				{"workers":[{"index":0,"pid":11,"generation":2,"state":"ACTIVE"}],
				"spares":[{"index":null,"pid":12,"generation":3,"state":"READY"},{"index":-1,"pid":13,"state":"ACTIVE"},
				{"pid":14,"state":"EXITED"}]}""");
		assertThat(view.spares()).extracting(WorkerView::index).containsExactly(-1, -1, -1);
		assertThat(view.spares()).extracting(WorkerView::generation).containsExactly(3, -1, -1);
		assertThat(view.processes()).extracting(WorkerView::pid).containsExactly(11L, 12L, 13L, 14L);
		assertThat(view.processes()).extracting(WorkerView::isAlive).containsExactly(true, true, true, false);
		assertThat(view.active()).isEqualTo(1);
	}

	@Test
	void parseReadsTheReloads() {
		ClusterView view = ClusterView
			.parse("""
					{"state":"RELOADING","reload":{"from":1,"generation":2,"done":3},
					"reloads":[{"from":1,"generation":2,"result":"ROLLED_BACK","reason":"no database"},{"result":"DONE"}]}""");
		assertThat(view.reload()).hasToString("{\"from\":1,\"generation\":2,\"done\":3}");
		assertThat(view.reloads()).extracting((reload) -> reload.path("result").asString())
			.containsExactly("ROLLED_BACK", "DONE");
		assertThat(view.reloads().get(0).path("reason").asString()).isEqualTo("no database");
	}

	@Test
	void parseWhenThereIsNoReloadHasNone() {
		assertThat(ClusterView.parse("{\"reload\":null,\"reloads\":[]}").reload()).isNull();
		ClusterView view = ClusterView.parse("{}");
		assertThat(view.reload()).isNull();
		assertThat(view.reloads()).isEmpty();
	}

	@Test
	void isActiveWhenAnyWorkerIsMissingOrAnotherIsFalse() {
		String active = "{\"index\":0,\"generation\":2,\"state\":\"ACTIVE\"}";
		String old = "{\"index\":1,\"generation\":1,\"state\":\"ACTIVE\"}";
		String ready = "{\"index\":1,\"generation\":2,\"state\":\"READY\"}";
		assertThat(workers(active, active).isActive(2, 2)).isTrue();
		assertThat(workers(active).isActive(2, 2)).isFalse();
		assertThat(workers(active, active, active).isActive(2, 2)).isFalse();
		assertThat(workers(active, old).isActive(2, 2)).isFalse();
		assertThat(workers(active, ready).isActive(2, 2)).isFalse();
	}

	private static ClusterView workers(String... workers) {
		return ClusterView.parse("{\"workers\":[" + String.join(",", workers) + "]}");
	}

}
