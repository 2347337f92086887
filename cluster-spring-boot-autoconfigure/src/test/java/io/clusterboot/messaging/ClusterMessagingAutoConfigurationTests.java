package io.clusterboot.messaging;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.clusterboot.ClusterListener;
import io.clusterboot.ClusterMessaging;
import io.clusterboot.WrongConfigurationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterMessagingAutoConfiguration}, in one process.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterMessagingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterMessagingAutoConfiguration.class));

	@Test
	void plainApplicationHasMessagesWithinItself(CapturedOutput output) {
		this.runner.withBean(Shop.class).withPropertyValues("shop.topic=orders").run((context) -> {
			messaging(context).publish("orders", new Order("book", 2));
			messaging(context).enqueue("mails", Map.of("to", List.of("a", "b")));
			Shop shop = context.getBean(Shop.class);
			await().until(() -> shop.got.size() == 4);
			assertThat(shop.got).containsExactlyInAnyOrder(new Order("book", 2), Map.of("title", "book", "count", 2),
					"{title=book, count=2}", Map.of("to", List.of("a", "b")));
		});
		assertThat(output).doesNotContain("Messages do not leave this worker");
	}

	@Test
	void workerOfSeveralIsWarnedOnce(CapturedOutput output) {
		this.runner.withPropertyValues("cluster.worker.index=0", "cluster.worker.count=2").run((context) -> {
			assertThat(output).doesNotContain("Messages do not leave this worker");
			messaging(context).publish("orders", "one");
			messaging(context).publish("orders", "two");
			assertThat(output.getAll().split("Messages do not leave this worker", -1)).hasSize(2);
			assertThat(output).contains("cluster.messaging.transport=redis", "spring.data.redis.host");
		});
	}

	@Test
	void blockedListenerHoldsUpOnlyItselfAndLosesTheNewest(CapturedOutput output) {
		this.runner.withBean(Blocked.class)
			.withBean(Quick.class)
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("cluster.messaging.buffer=1KB")
			.run((context) -> {
				Blocked blocked = context.getBean(Blocked.class);
				messaging(context).publish("orders", 0);
				assertThat(blocked.started.await(10, TimeUnit.SECONDS)).isTrue();
				Quick quick = context.getBean(Quick.class);
				for (int i = 1; i <= 30; i++) {
					int number = i;
					messaging(context).publish("orders", number);
					await().until(() -> quick.got.size() == number + 1);
				}
				blocked.release.countDown();
				await().until(() -> blocked.got.size() == 11);
				assertThat(blocked.got).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
				assertThat(context.getBean(MessageStatistics.class).dropped()).isEqualTo(20);
				assertThat(output).contains("Blocked.slow is too slow for topic 'orders'", "cluster.messaging.buffer");
				MessageMetrics metrics = context.getBean(MessageMetrics.class);
				SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
				metrics.bindTo(registry);
				assertThat(registry.get("cluster.messages.dropped").functionCounter().count()).isEqualTo(20);
				assertThat(registry.get("cluster.messages.missed").functionCounter().count()).isZero();
			});
	}

	@Test
	void listenerThatThrowsGoesOn(CapturedOutput output) {
		this.runner.withBean(Picky.class).run((context) -> {
			messaging(context).publish("orders", -1);
			messaging(context).publish("orders", "no number");
			messaging(context).publish("orders", 1);
			await().until(() -> context.getBean(Picky.class).got.equals(List.of(1)));
			assertThat(output).contains("Picky.number failed on a message of topic 'orders'", "negative",
					"Picky.number does not get a message of topic 'orders': it cannot be read as java.lang.Integer");
		});
	}

	@Test
	void jobThatFailsIsTriedAgainAndThenGivenUp(CapturedOutput output) {
		this.runner.withBean(Stubborn.class).withPropertyValues("cluster.messaging.max-attempts=2").run((context) -> {
			messaging(context).enqueue("jobs", "bad");
			messaging(context).enqueue("jobs", "good");
			await().until(() -> context.getBean(Stubborn.class).got.equals(List.of("bad", "bad", "good")));
			assertThat(output).contains("attempt 1 of 2 failed, the next is in 500 ms",
					"queue 'jobs': a message was given up after attempt 2");
		});
	}

	@Test
	void proxyWithTheMethodInItsInterfaceListens() {
		Target target = new Target();
		this.runner.withBean("listener", Numbers.class, () -> (Numbers) new ProxyFactory(target).getProxy())
			.run((context) -> {
				assertThat(Proxy.isProxyClass(context.getBean(Numbers.class).getClass())).isTrue();
				messaging(context).publish("orders", 1);
				await().until(() -> target.got.equals(List.of(1)));
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			Nothing      | names no topic and no queue
			Both         | names a topic and a queue
			TwoParameters| has 2 parameters
			NoParameter  | has 0 parameters
			Private      | is private or static
			Static       | is private or static
			Idle         | has concurrency=0
			Answering    | returns something
			BadName      | '${shop.topic}' is no name of a topic
			""")
	void listenerThatCannotListenEndsTheStart(String name, String fact) throws ClassNotFoundException {
		Class<?> type = Class.forName(getClass().getName() + "$" + name);
		this.runner.withBean(type)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.isInstanceOf(WrongConfigurationException.class)
				.hasMessageStartingWith("@ClusterListener on ")
				.hasMessageContaining(fact.replace("${shop.topic}", "not a name")));
	}

	@Test
	void listenerThatIsNoSingletonEndsTheStart() {
		this.runner.withBean("shop", Quick.class, Quick::new, (definition) -> definition.setScope("prototype"))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.isInstanceOf(InvalidListenerException.class)
				.hasMessageContaining("is of bean 'shop', which is no singleton"));
	}

	@Test
	void failureIsExplained() {
		InvalidListenerException failure = new InvalidListenerException(Quick.class.getDeclaredMethods()[0], "is odd",
				"Do otherwise");
		var analysis = new InvalidListenerFailureAnalyzer().analyze(new IllegalStateException(failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).startsWith("@ClusterListener on").endsWith("is odd.");
		assertThat(analysis.getAction()).isEqualTo("Do otherwise.");
	}

	@Test
	void messagingOfTheApplicationWins() {
		ClusterMessaging own = new Messenger(new LocalTransport(new Attempts(1), Runnable::run),
				new MessageJson(JsonMapper.shared(), DataSize.ofKilobytes(1)), () -> {
				});
		this.runner.withBean("own", ClusterMessaging.class, () -> own)
			.run((context) -> assertThat(messaging(context)).isSameAs(own));
	}

	private static ClusterMessaging messaging(ApplicationContext context) {
		return context.getBean(ClusterMessaging.class);
	}

	/**
	 * A message.
	 */
	record Order(String title, int count) {
	}

	/**
	 * Listens to everything.
	 */
	static class Shop {

		final List<Object> got = Collections.synchronizedList(new ArrayList<>());

		@ClusterListener("${shop.topic}")
		void order(Order order) {
			this.got.add(order);
		}

		@ClusterListener("orders")
		void map(Map<String, Object> order) {
			this.got.add(order);
		}

		@ClusterListener("orders")
		void anything(Object order) {
			this.got.add(order.toString());
		}

		@ClusterListener(queue = "mails", concurrency = 2)
		void mail(Map<String, List<String>> mail) {
			this.got.add(mail);
		}

	}

	/**
	 * Takes its time.
	 */
	static class Blocked {

		final List<Integer> got = Collections.synchronizedList(new ArrayList<>());

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		@ClusterListener("orders")
		void slow(Integer number) throws InterruptedException {
			this.started.countDown();
			assertThat(this.release.await(30, TimeUnit.SECONDS)).isTrue();
			this.got.add(number);
		}

	}

	/**
	 * Takes none.
	 */
	static class Quick {

		final List<Integer> got = Collections.synchronizedList(new ArrayList<>());

		@ClusterListener("orders")
		void quick(int number) {
			this.got.add(number);
		}

	}

	/**
	 * Takes not everything.
	 */
	static class Picky {

		final List<Integer> got = Collections.synchronizedList(new ArrayList<>());

		@ClusterListener("orders")
		void number(Integer number) {
			if (number < 0) {
				throw new IllegalStateException("negative");
			}
			this.got.add(number);
		}

	}

	/**
	 * Fails on what is bad.
	 */
	static class Stubborn {

		final List<String> got = Collections.synchronizedList(new ArrayList<>());

		@ClusterListener(queue = "jobs")
		void work(String job) {
			this.got.add(job);
			if (job.equals("bad")) {
				throw new IllegalStateException("bad");
			}
		}

	}

	/**
	 * What a proxy of the JDK has.
	 */
	interface Numbers {

		void number(Integer number);

	}

	/**
	 * Is behind a proxy.
	 */
	static class Target implements Numbers {

		final List<Integer> got = Collections.synchronizedList(new ArrayList<>());

		@Override
		@ClusterListener("orders")
		public void number(Integer number) {
			this.got.add(number);
		}

	}

	/**
	 * Listens to nothing.
	 */
	static class Nothing {

		@ClusterListener
		void listen(String message) {
		}

	}

	/**
	 * Listens to two things.
	 */
	static class Both {

		@ClusterListener(value = "orders", queue = "jobs")
		void listen(String message) {
		}

	}

	/**
	 * Wants two things.
	 */
	static class TwoParameters {

		@ClusterListener("orders")
		void listen(String message, String other) {
		}

	}

	/**
	 * Wants nothing.
	 */
	static class NoParameter {

		@ClusterListener("orders")
		void listen() {
		}

	}

	/**
	 * Is hidden.
	 */
	static class Private {

		@ClusterListener("orders")
		private void listen(String message) {
		}

	}

	/**
	 * Is nobody's.
	 */
	static class Static {

		@ClusterListener("orders")
		static void listen(String message) {
		}

	}

	/**
	 * Does nothing at a time.
	 */
	static class Idle {

		@ClusterListener(queue = "jobs", concurrency = 0)
		void listen(String message) {
		}

	}

	/**
	 * Answers.
	 */
	static class Answering {

		@ClusterListener(queue = "jobs")
		String listen(String message) {
			return message;
		}

	}

	/**
	 * Has a name that is none.
	 */
	static class BadName {

		@ClusterListener("not a name")
		void listen(String message) {
		}

	}

}
