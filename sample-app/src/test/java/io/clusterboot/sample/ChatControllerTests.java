package io.clusterboot.sample;

import io.clusterboot.sample.ChatController.ChatLine;
import io.clusterboot.sample.ChatController.ChatMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChatController}.
 */
class ChatControllerTests {

	private final ChatController chat = new ChatController(new WorkerIdentity(new StandInCluster().become(2, 1, 4)));

	@Test
	void messageNamesTheWorkerOfTheSpeaker() {
		assertThat(this.chat.say(new ChatLine("ada", "hello"))).isEqualTo(new ChatMessage("ada", "hello", 2));
	}

	@Test
	void whoGivesNoNameIsAGuest() {
		assertThat(this.chat.say(new ChatLine(null, "hello"))).isEqualTo(new ChatMessage("guest", "hello", 2));
		assertThat(this.chat.say(new ChatLine(" ", " hello "))).isEqualTo(new ChatMessage("guest", "hello", 2));
	}

	@Test
	void nothingIsSaidWithoutAText() {
		assertThat(this.chat.say(new ChatLine("ada", " "))).isNull();
		assertThat(this.chat.say(new ChatLine("ada", null))).isNull();
	}

	@Test
	void longTextIsCut() {
		assertThat(this.chat.say(new ChatLine("a".repeat(50), "b".repeat(600))))
			.isEqualTo(new ChatMessage("a".repeat(40), "b".repeat(500), 2));
	}

	@Test
	void visitorIsToldWhoServesTheConnection() {
		assertThat(this.chat.worker().index()).isEqualTo(2);
		assertThat(this.chat.worker().pid()).isEqualTo(ProcessHandle.current().pid());
	}

}
