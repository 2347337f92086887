package io.clusterboot.messaging.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.clusterboot.ClusterListener;
import io.clusterboot.ClusterMessaging;
import io.clusterboot.messaging.ClusterMessagingAutoConfiguration;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A worker as far as messages go: an application of its own, in the JVM of the test.
 */
final class KafkaWorker implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final Application application;

	private KafkaWorker(ConfigurableApplicationContext context) {
		this.context = context;
		this.application = context.getBean(Application.class);
	}

	static KafkaWorker start(RealKafka kafka, String application, String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.application.name=" + application, "cluster.workers=2",
				"cluster.messaging.transport=kafka", "spring.kafka.bootstrap-servers=" + kafka.servers(),
				"spring.main.register-shutdown-hook=false", "spring.jmx.enabled=false"));
		all.addAll(List.of(properties));
		String[] arguments = all.stream().map((property) -> "--" + property).toArray(String[]::new);
		return new KafkaWorker(
				new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(arguments));
	}

	void publish(String note) {
		messaging().publish("notes", note);
	}

	void enqueue(String id) {
		messaging().enqueue("jobs", new Work(id));
	}

	ClusterMessaging messaging() {
		return this.context.getBean(ClusterMessaging.class);
	}

	List<String> notes() {
		return this.application.notes;
	}

	/**
	 * Ids of the jobs that were begun.
	 */
	List<String> begun() {
		return this.application.begun;
	}

	/**
	 * Ids of the jobs that were done.
	 */
	List<String> done() {
		return this.application.done;
	}

	/**
	 * Let the jobs end that wait for it.
	 */
	void open() {
		this.application.gate.countDown();
	}

	/**
	 * Let the application end.
	 */
	void stop() {
		open();
		this.context.close();
	}

	@Override
	public void close() {
		stop();
	}

	/**
	 * What there is to do.
	 *
	 * @param id names it; with {@code bad} it fails, with {@code slow} it waits
	 */
	record Work(String id) {
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ KafkaAutoConfiguration.class, ClusterKafkaAutoConfiguration.class,
			ClusterMessagingAutoConfiguration.class })
	static class Application {

		private final List<String> notes = new CopyOnWriteArrayList<>();

		private final List<String> begun = new CopyOnWriteArrayList<>();

		private final List<String> done = new CopyOnWriteArrayList<>();

		private final CountDownLatch gate = new CountDownLatch(1);

		@ClusterListener("notes")
		void note(String note) {
			this.notes.add(note);
		}

		@ClusterListener(queue = "jobs")
		void work(Work work) throws InterruptedException {
			this.begun.add(work.id());
			if (work.id().startsWith("bad")) {
				throw new IllegalStateException(work.id() + " cannot be done");
			}
			if (work.id().startsWith("slow")) {
				this.gate.await();
			}
			this.done.add(work.id());
		}

	}

}
