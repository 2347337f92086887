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

}
