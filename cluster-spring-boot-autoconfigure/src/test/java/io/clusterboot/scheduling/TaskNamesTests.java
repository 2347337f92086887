package io.clusterboot.scheduling;

import java.time.Duration;
import java.util.Set;

import io.clusterboot.scheduling.Cadence.FixedRate;
import org.junit.jupiter.api.Test;

import org.springframework.scheduling.config.FixedRateTask;
import org.springframework.scheduling.support.ScheduledMethodRunnable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskNames}.
 */
class TaskNamesTests {

	private static final Cadence CADENCE = new FixedRate(FakeTime.START, Duration.ofSeconds(5));

	@Test
	void methodIsNamedByItsClass() throws NoSuchMethodException {
		Runnable method = new ScheduledMethodRunnable(this, "work");
		Runnable wrapped = new FixedRateTask(method, Duration.ofSeconds(5), Duration.ZERO).getRunnable();
		assertThat(name(wrapped)).isEqualTo(getClass().getName() + ".work (each PT5S)");
	}

	@Test
	void nameThatIsTakenIsNumbered() {
		String first = TaskNames.of(text("A.b"), CADENCE, Set.of());
		String second = TaskNames.of(text("A.b"), CADENCE, Set.of(first));
		assertThat(second).isEqualTo("A.b (each PT5S) #2");
		assertThat(TaskNames.of(text("A.b"), CADENCE, Set.of(first, second))).isEqualTo("A.b (each PT5S) #3");
	}

	@Test
	void whatDiffersFromProcessToProcessIsLeftOut() {
		Runnable lambda = () -> {
		};
		assertThat(name(lambda)).isEqualTo(getClass().getName() + "$$Lambda (each PT5S)");
		assertThat(name(text("a.B$$Lambda$14/0x0000000800c03000@1b28cdfa"))).isEqualTo("a.B$$Lambda (each PT5S)");
		assertThat(name(text("a.B$$Lambda/0x000000001234@9"))).isEqualTo("a.B$$Lambda (each PT5S)");
		assertThat(name(text("a.B@1b28cdfa"))).isEqualTo("a.B (each PT5S)");
		assertThat(name(text("a.B$$SpringCGLIB$$0.work"))).isEqualTo("a.B.work (each PT5S)");
	}

	@Test
	void longNamesStayApart() {
		String start = "x".repeat(600);
		assertThat(name(text(start + "1"))).hasSizeLessThan(400).isNotEqualTo(name(text(start + "2")));
	}

	private static String name(Runnable runnable) {
		return TaskNames.of(runnable, CADENCE, Set.of());
	}

	private static Runnable text(String text) {
		return new Runnable() {

			@Override
			public void run() {
			}

			@Override
			public String toString() {
				return text;
			}

		};
	}

	public void work() {
	}

}
