package io.clusterboot.messaging.stomp;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clusterboot.ClusterMessagingException;
import io.clusterboot.messaging.stomp.StompWorker.Client;
import io.clusterboot.messaging.stomp.StompWorker.Received;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link StompRelay}, with several workers whose clients are connected through
 * real WebSockets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class StompRelayTests {

	private static final String END = "end";

	private final FakeMessaging messaging = new FakeMessaging();

	private List<StompWorker> workers;

	@BeforeAll
	void start() {
		this.workers = Stream.generate(() -> StompWorker.start(this.messaging)).limit(3).toList();
	}

	@AfterAll
	void stop() {
		this.workers.forEach(StompWorker::close);
	}

	@AfterEach
	void forget() {
		this.workers.forEach(StompWorker::disconnectAll);
		this.messaging.forget();
	}

	@Test
	void whatTheApplicationSendsReachesSubscribersOfAllWorkersOnceAndInOrder() {
		List<Client> clients = connectToAll("/topic/news");
		List<String> texts = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
		texts.forEach((text) -> this.workers.get(0).template().convertAndSend("/topic/news", text));
		end(0, "/topic/news", clients);
		assertThat(clients).allSatisfy((client) -> assertThat(client.texts()).startsWith("0")
			.hasSize(201)
			.containsExactlyElementsOf(Stream.concat(texts.stream(), Stream.of(END)).toList()));
	}

	@Test
	void whatAClientSendsToTheBrokerReachesSubscribersOfAllWorkersOnceAndInOrder() {
		List<Client> clients = connectToAll("/topic/news");
		List<String> texts = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
		texts.forEach((text) -> clients.get(1).send("/topic/news", text));
		clients.get(1).send("/topic/news", END);
		awaitEnd(clients);
		assertThat(clients).allSatisfy((client) -> assertThat(client.texts())
			.containsExactlyElementsOf(Stream.concat(texts.stream(), Stream.of(END)).toList()));
	}

	@Test
	void whatAMethodReturnsReachesSubscribersOfAllWorkersOnce() {
		List<Client> clients = connectToAll("/topic/said");
		clients.get(2).send("/app/said", "hello");
		await().until(() -> this.messaging.published().size() == 1);
		end(2, "/topic/said", clients);
		assertThat(clients).allSatisfy((client) -> assertThat(client.texts()).containsExactly("hello!", END));
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination)
			.containsExactly("/topic/said", "/topic/said");
	}

	@Test
	void messageForAUserReachesTheUsersSessionsOnAllWorkersAndNobodyElse() {
		Client ada = connect(1, "ada").subscribe("/user/queue/mail").subscribe("/topic/end");
		Client adaElsewhere = connect(2, "ada").subscribe("/user/queue/mail").subscribe("/topic/end");
		Client grace = connect(2, "grace").subscribe("/user/queue/mail").subscribe("/topic/end");
		this.workers.get(0).template().convertAndSendToUser("ada", "/queue/mail", "from 0");
		this.workers.get(1).template().convertAndSendToUser("ada", "/queue/mail", "from 1");
		end(1, "/topic/end", List.of(grace));
		end(0, "/topic/end", List.of(ada, adaElsewhere, grace));
		assertThat(withoutEnd(ada)).containsExactlyInAnyOrder("from 0", "from 1");
		assertThat(withoutEnd(adaElsewhere)).containsExactlyInAnyOrder("from 0", "from 1");
		assertThat(withoutEnd(grace)).isEmpty();
		assertThat(ada.received().get(0).destination()).isEqualTo("/user/queue/mail");
		assertThat(adaElsewhere.received().get(0).destination()).isEqualTo("/user/queue/mail");
	}

	@Test
	void messageOfAClientForAUserReachesTheUserElsewhere() {
		Client ada = connect(0, "ada");
		Client grace = connect(1, "grace").subscribe("/user/queue/mail");
		ada.send("/user/grace/queue/mail", "hello");
		await().untilAsserted(() -> assertThat(grace.texts()).containsExactly("hello"));
		assertThat(this.messaging.published()).hasSize(1);
	}

	@Test
	void answerForTheUserReachesAllSessionsOfTheUser() {
		Client ada = connect(0, "ada").subscribe("/user/queue/answers");
		Client adaElsewhere = connect(1, "ada").subscribe("/user/queue/answers");
		ada.send("/app/everywhere", "x");
		await().untilAsserted(() -> assertThat(adaElsewhere.texts()).containsExactly("everywhere x"));
		await().untilAsserted(() -> assertThat(ada.texts()).containsExactly("everywhere x"));
	}

	@Test
	void answerForOneSessionStaysHere() {
		Client ada = connect(0, "ada").subscribe("/user/queue/answers");
		Client adaElsewhere = connect(1, "ada").subscribe("/user/queue/answers").subscribe("/topic/end");
		Client nobody = connect(0, "nobody").subscribe("/user/queue/answers");
		ada.send("/app/here", "x");
		nobody.send("/app/everywhere", "y");
		await().untilAsserted(() -> assertThat(ada.texts()).containsExactly("here x"));
		await().untilAsserted(() -> assertThat(nobody.texts()).containsExactly("everywhere y"));
		end(0, "/topic/end", List.of(adaElsewhere));
		assertThat(withoutEnd(adaElsewhere)).isEmpty();
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination).containsExactly("/topic/end");
	}

	@Test
	void messageForASessionOfAnotherWorkerReachesIt() {
		Client nobody = connect(2, "nobody").subscribe("/user/queue/answers");
		String session = this.workers.get(2).sessionOf("nobody");
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		headers.setSessionId(session);
		this.workers.get(0)
			.template()
			.convertAndSendToUser(session, "/queue/answers", "found", headers.getMessageHeaders());
		await().untilAsserted(() -> assertThat(nobody.texts()).containsExactly("found"));
	}

	@Test
	void payloadTypeAndHeadersArriveAsTheyWereSent() {
		List<Client> clients = connectToAll("/topic/images");
		byte[] image = new byte[1024];
		IntStream.range(0, image.length).forEach((index) -> image[index] = (byte) index);
		StompHeaders headers = new StompHeaders();
		headers.setDestination("/topic/images");
		headers.setContentType(MimeTypeUtils.APPLICATION_OCTET_STREAM);
		headers.add("title", "a: b");
		clients.get(0).send(headers, image);
		await().until(() -> clients.stream().allMatch((client) -> client.received().size() == 1));
		Received here = clients.get(0).received().get(0);
		assertThat(clients).allSatisfy((client) -> {
			Received received = client.received().get(0);
			assertThat(received.payload()).isEqualTo(image);
			assertThat(received.contentType()).isEqualTo("application/octet-stream");
			assertThat(received.headers().getFirst("title")).isEqualTo("a: b");
			assertThat(received.headers().keySet()).isEqualTo(here.headers().keySet());
		});
	}

	@Test
	void typeThatTheApplicationGivesIsKept() {
		List<Client> clients = connectToAll("/topic/prices");
		this.workers.get(0)
			.template()
			.convertAndSend("/topic/prices", "{\"price\":1}".getBytes(),
					Map.of("currency", "EUR", MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON));
		await().until(() -> clients.stream().allMatch((client) -> client.received().size() == 1));
		assertThat(clients).allSatisfy((client) -> {
			Received received = client.received().get(0);
			assertThat(received.text()).isEqualTo("{\"price\":1}");
			assertThat(received.headers().getFirst("currency")).isEqualTo("EUR");
			assertThat(received.headers().keySet()).isEqualTo(clients.get(0).received().get(0).headers().keySet());
		});
	}

	@Test
	void whatIsForTheApplicationOnlyIsNotRelayed() {
		Client client = connect(0, "ada").subscribe("/topic/said");
		client.send("/app/said", "hello");
		await().until(() -> client.texts().equals(List.of("hello!")));
		this.workers.get(0).template().convertAndSend("/elsewhere", "nobody takes this");
		end(0, "/topic/said", List.of(client));
		await().until(() -> this.messaging.published().size() == 2);
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination).containsOnly("/topic/said");
	}

	@Test
	void whatTheApplicationRefusesIsNotRelayed() {
		Client here = connect(0, "ada");
		Client elsewhere = connect(1, "grace").subscribe("/topic/forbidden").subscribe("/topic/end");
		here.send("/topic/forbidden", "no");
		here.send("/topic/end", END);
		awaitEnd(List.of(elsewhere));
		assertThat(elsewhere.texts()).containsExactly(END);
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination).containsExactly("/topic/end");
	}

	@Test
	void whenMessagesCannotBePublishedSubscribersHereGetThemAndOneLineSaysSo(CapturedOutput output) {
		List<Client> clients = connectToAll("/topic/news");
		CountDownLatch failures = new CountDownLatch(2);
		this.messaging.road(() -> {
			failures.countDown();
			throw new ClusterMessagingException("Redis does not answer", null);
		});
		this.workers.get(0).template().convertAndSend("/topic/news", "1");
		await().until(() -> failures.getCount() == 1);
		this.workers.get(0).template().convertAndSend("/topic/news", "2");
		await().until(() -> failures.getCount() == 0);
		await().until(() -> clients.get(0).texts().equals(List.of("1", "2")));
		this.messaging.forget();
		end(0, "/topic/news", clients);
		assertThat(clients.get(1).texts()).containsExactly(END);
		assertThat(output.toString().split("reach the subscribers of this worker only", -1)).hasSize(2);
		assertThat(output).contains("Redis does not answer")
			.contains("STOMP messages reach the subscribers of all workers again");
	}

	@Test
	void whenPublishingTakesLongNobodyIsHeldUpAndNothingIsLost() throws Exception {
		List<Client> clients = connectToAll("/topic/news");
		CountDownLatch open = new CountDownLatch(1);
		this.messaging.road(() -> {
			try {
				open.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		List<String> texts = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
		texts.forEach((text) -> this.workers.get(0).template().convertAndSend("/topic/news", text));
		await().until(() -> clients.get(0).texts().equals(texts));
		assertThat(clients.get(1).texts()).isEmpty();
		open.countDown();
		end(0, "/topic/news", clients);
		assertThat(clients.get(1).texts()).containsExactlyElementsOf(clients.get(0).texts()).hasSize(101);
		assertThat(this.messaging.batches()).isLessThan(10);
	}

	@Test
	void messageThatIsTooLargeReachesSubscribersHereAndTheLogSaysSo(CapturedOutput output) {
		List<Client> clients = connectToAll("/topic/news");
		this.messaging.road(() -> {
			throw new IllegalArgumentException("3 bytes are more than cluster.messaging.max-message-size (2B)");
		});
		this.workers.get(0).template().convertAndSend("/topic/news", "big");
		await().until(() -> output.toString().contains("max-message-size"));
		this.messaging.forget();
		end(0, "/topic/news", clients);
		assertThat(clients.get(0).texts()).containsExactly("big", END);
		assertThat(clients.get(1).texts()).containsExactly(END);
		assertThat(output).contains("A message to '/topic/news' reached the subscribers of this worker only: 3 bytes");
	}

	private Client connect(int worker, String user) {
		return this.workers.get(worker).connect(user);
	}

	private List<Client> connectToAll(String destination) {
		return IntStream.range(0, 3)
			.mapToObj((worker) -> connect(worker, "user" + worker).subscribe(destination))
			.toList();
	}

	private void end(int worker, String destination, List<Client> clients) {
		long before = clients.stream().mapToLong(StompRelayTests::ends).sum();
		this.workers.get(worker).template().convertAndSend(destination, END);
		await().until(() -> clients.stream().mapToLong(StompRelayTests::ends).sum() == before + clients.size());
	}

	private static void awaitEnd(List<Client> clients) {
		await().until(() -> clients.stream().allMatch((client) -> ends(client) == 1));
	}

	private static long ends(Client client) {
		return client.texts().stream().filter(END::equals).count();
	}

	private static List<String> withoutEnd(Client client) {
		return client.texts().stream().filter((text) -> !text.equals(END)).toList();
	}

}
