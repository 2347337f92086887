package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.clusterboot.Silence;
import io.clusterboot.TaskState;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Lead;
import io.clusterboot.ipc.Message.Resigned;
import io.clusterboot.ipc.Message.TaskChanged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}: who leads.
 */
@ExtendWith(Silence.class)
class SupervisorLeaderTests {

	private static final Instant TIME = Instant.EPOCH;

	private static final TaskState RUNNING = new TaskState("mail", TIME, true);

	@Test
	void theFirstThatIsActiveLeads() {
		FakeCluster cluster = new FakeCluster(3, 3).open();
		FakeProcess first = cluster.launcher().last();
		cluster.ready(first);
		assertThat(first.peer().sent(Lead.class)).as("does not serve yet").isEmpty();
		assertThat(cluster.status().leader()).isEqualTo(-1);
		cluster.say(first, new Active());
		assertThat(first.peer().sent(Lead.class)).containsExactly(new Lead(1, List.of()));
		cluster.activateAll();
		assertThat(leaders(cluster)).containsExactly(first);
		assertThat(cluster.status().leader()).isZero();
	}

	@Test
	void exitOfTheLeaderNamesAnotherAtOnce() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		cluster.launcher().last(0).exit(137);
		assertThat(cluster.launcher().last(1).peer().sent(Lead.class)).containsExactly(new Lead(2, List.of()));
		assertThat(cluster.status().leader()).isOne();
		cluster.activateAll();
		assertThat(cluster.status().leader()).as("keeps it").isOne();
	}

	@Test
	void exitOfAnotherChangesNothing() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		cluster.launcher().last(2).exit(137);
		cluster.activateAll();
		assertThat(leaders(cluster)).containsExactly(cluster.launcher().launched().get(0));
	}

	@Test
	void exitOfAllLetsTheNextThatIsActiveLead() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.launcher().last().exit(137);
		assertThat(cluster.status().leader()).isEqualTo(-1);
		cluster.advance(Duration.ofSeconds(1));
		cluster.activateAll();
		assertThat(cluster.launcher().last().peer().sent(Lead.class)).containsExactly(new Lead(2, List.of()));
	}

	@Test
	void leaderThatIsToldToEndLeadsUntilItHasResigned() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = cluster.launcher().last(0);
		FakeProcess second = cluster.launcher().last(1);
		cluster.say(first, new Bye("test"));
		assertThat(cluster.stateOf(first)).isEqualTo(WorkerState.DRAINING);
		assertThat(leaders(cluster)).as("not resigned yet").containsExactly(first);
		cluster.say(first, new Resigned(1));
		assertThat(leaders(cluster)).containsExactly(first, second);
	}

	@Test
	void leaderThatHangsLeadsUntilItsProcessHasEnded() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = cluster.launcher().last(0);
		cluster.silenceOf(first, Duration.ofSeconds(32));
		assertThat(cluster.stateOf(first)).isEqualTo(WorkerState.KILLING);
		assertThat(leaders(cluster)).as("may wake up").containsExactly(first);
		first.exit(137);
		assertThat(leaders(cluster)).hasSize(2);
	}

	@Test
	void resignedThatComesLateIsIgnored() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = cluster.launcher().last(0);
		FakeProcess second = cluster.launcher().last(1);
		cluster.say(second, new Resigned(1));
		cluster.say(first, new Resigned(7));
		assertThat(leaders(cluster)).containsExactly(first);
	}

	@Test
	void reloadHandsOverToAWorkerOfTheNewVersion() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		FakeProcess first = cluster.launcher().last(0);
		cluster.reloadStaged();
		while (first.peer().sent(Drain.class).isEmpty()) {
			cluster.obey();
			cluster.advance(Duration.ofSeconds(1));
		}
		cluster.say(first, new Resigned(1));
		assertThat(leaders(cluster)).hasSize(2).last().returns(2, FakeProcess::generation);
	}

	@Test
	void stopNamesNobodyAnyMore() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.stop();
		cluster.say(cluster.launcher().last(0), new Resigned(1));
		cluster.launcher().last(0).exit(0);
		assertThat(leaders(cluster)).hasSize(1);
	}

	@Test
	void nextLeaderLearnsWhatIsDue() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		TaskState mail = new TaskState("mail", TIME.plusSeconds(60), false);
		TaskState done = new TaskState("done", null, false);
		cluster.say(cluster.launcher().last(0), new TaskChanged(RUNNING));
		cluster.say(cluster.launcher().last(0), new TaskChanged(done));
		cluster.say(cluster.launcher().last(0), new TaskChanged(mail));
		cluster.launcher().last(0).exit(137);
		assertThat(cluster.launcher().last(1).peer().sent(Lead.class))
			.containsExactly(new Lead(2, List.of(done, mail)));
	}

	@Test
	void taskThatRanOnALeaderThatEndedRunsNoMore() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.say(cluster.launcher().last(0), new TaskChanged(RUNNING));
		cluster.launcher().last(0).exit(137);
		assertThat(cluster.launcher().last(1).peer().sent(Lead.class))
			.containsExactly(new Lead(2, List.of(new TaskState("mail", TIME, false))));
	}

	@Test
	void taskThatStillRunsOnAFormerLeaderIsNotFreeBeforeItEndsThere() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = cluster.launcher().last(0);
		FakeProcess second = cluster.launcher().last(1);
		TaskState ended = new TaskState("mail", TIME.plusSeconds(60), false);
		leaveRunning(cluster, first);
		assertThat(second.peer().sent(Lead.class)).containsExactly(new Lead(2, List.of(RUNNING)));
		cluster.say(second, new TaskChanged(new TaskState("mail", null, false)));
		assertThat(second.peer().sent(TaskChanged.class)).isEmpty();
		cluster.say(first, new TaskChanged(ended));
		assertThat(second.peer().sent(TaskChanged.class)).containsExactly(new TaskChanged(ended));
	}

	@Test
	void taskThatStillRunsOnAFormerLeaderIsFreeWhenThatEnds() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = cluster.launcher().last(0);
		leaveRunning(cluster, first);
		first.exit(0);
		assertThat(cluster.launcher().last(1).peer().sent(TaskChanged.class))
			.containsExactly(new TaskChanged(new TaskState("mail", TIME, false)));
	}

	private static void leaveRunning(FakeCluster cluster, FakeProcess leader) {
		cluster.say(leader, new TaskChanged(RUNNING));
		cluster.say(leader, new Bye("test"));
		cluster.say(leader, new Resigned(1));
	}

	private static List<FakeProcess> leaders(FakeCluster cluster) {
		return cluster.launcher()
			.launched()
			.stream()
			.filter((process) -> !process.peer().sent(Lead.class).isEmpty())
			.toList();
	}

}
