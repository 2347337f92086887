package io.clusterboot.session;

import java.util.HashMap;

import io.clusterboot.WrongConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LocalSessions}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LocalSessionsTests {

	private static final String WARNING = "There are 3 workers, and each keeps the HTTP sessions it creates to itself";

	private final WebApplicationContextRunner worker = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterLocalSessionsAutoConfiguration.class))
		.withPropertyValues("cluster.workers=3", "cluster.worker.count=3", "cluster.worker.index=0",
				"cluster.worker.generation=1");

	@Test
	void startWhenSessionsAreLocalWarnsOnce(CapturedOutput output) {
		this.worker.run((context) -> assertThat(context).hasNotFailed());
		this.worker.withPropertyValues("cluster.worker.index=1").run((context) -> assertThat(context).hasNotFailed());
		this.worker.withPropertyValues("cluster.worker.generation=2")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.toString().split(WARNING)).hasSize(2);
		assertThat(output).contains("spring.data.redis.url", "cluster.session.require-shared=true",
				"logging.level." + LocalSessions.class.getName() + "=error");
	}

	@Test
	void startWhenSessionsAreInMemoryWarns(CapturedOutput output) {
		this.worker.withBean(SessionRepository.class, () -> new MapSessionRepository(new HashMap<>()))
			.run((context) -> assertThat(output).contains(WARNING));
	}

	@Test
	void startWhenThereIsNoSpringSessionWarns(CapturedOutput output) {
		this.worker.withClassLoader(new FilteredClassLoader("org.springframework.session"))
			.run((context) -> assertThat(output).contains(WARNING));
	}

	@Test
	void startWhenSessionsAreSharedIsSilent(CapturedOutput output) {
		this.worker.withPropertyValues("cluster.session.require-shared=true")
			.withBean(SessionRepository.class, LocalSessionsTests::shared)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("keeps the HTTP sessions");
	}

	@Test
	void startWhenAloneOrNoWorkerIsSilent(CapturedOutput output) {
		this.worker.withPropertyValues("cluster.worker.count=1", "cluster.session.require-shared=true")
			.run((context) -> assertThat(context).hasNotFailed());
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClusterLocalSessionsAutoConfiguration.class))
			.withPropertyValues("cluster.workers=3", "cluster.session.require-shared=true")
			.run((context) -> assertThat(context).hasNotFailed());
		this.worker.withPropertyValues("cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LocalSessions.class));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClusterLocalSessionsAutoConfiguration.class))
			.withPropertyValues("cluster.workers=3", "cluster.worker.count=3", "cluster.worker.index=0")
			.run((context) -> assertThat(context).doesNotHaveBean(LocalSessions.class));
		assertThat(output).doesNotContain("keeps the HTTP sessions");
	}

	@Test
	void startWhenSharedIsRequiredFails() {
		this.worker.withPropertyValues("cluster.session.require-shared=true", "cluster.worker.index=1")
			.run((context) -> {
				assertThat(context).getFailure().isInstanceOfSatisfying(LocalSessionsException.class, (ex) -> {
					assertThat(ex).isInstanceOf(WrongConfigurationException.class);
					FailureAnalysis analysis = new LocalSessionsFailureAnalyzer().analyze(ex);
					assertThat(analysis.getDescription()).startsWith(WARNING).endsWith("forbids that.");
					assertThat(analysis.getAction()).contains("spring.data.redis.url",
							"cluster.session.require-shared");
				});
			});
	}

	@SuppressWarnings("unchecked")
	private static SessionRepository<MapSession> shared() {
		return mock(SessionRepository.class);
	}

}
