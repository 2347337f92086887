package io.clusterboot.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Passes on what visitors say to each other.
 */
@Controller
@ConditionalOnWebApplication
class ChatController {

	private static final int LONGEST_NAME = 40;

	private static final int LONGEST_TEXT = 500;

	private final WorkerIdentity worker;

	ChatController(WorkerIdentity worker) {
		this.worker = worker;
	}

	/**
	 * Tell a visitor who serves the connection.
	 */
	@SubscribeMapping("/worker")
	ChatWorker worker() {
		return new ChatWorker(this.worker.index(), ProcessHandle.current().pid());
	}

	/*
	 * Nothing is passed on of a line without a text.
	 */
	@MessageMapping("/chat")
	@SendTo("/topic/chat")
	@Nullable ChatMessage say(ChatLine line) {
		String text = shortened(line.text(), LONGEST_TEXT);
		String name = shortened(line.name(), LONGEST_NAME);
		return text.isEmpty() ? null : new ChatMessage(name.isEmpty() ? "guest" : name, text, this.worker.index());
	}

	private static String shortened(@Nullable String text, int longest) {
		String stripped = (text != null) ? text.strip() : "";
		return (stripped.length() > longest) ? stripped.substring(0, longest) : stripped;
	}

	/**
	 * What a visitor says.
	 */
	record ChatLine(@Nullable String name, @Nullable String text) {
	}

	/**
	 * What all visitors see of it.
	 *
	 * @param name who said it
	 * @param text what was said
	 * @param worker index of the worker that the speaker is connected to
	 */
	record ChatMessage(String name, String text, int worker) {
	}

	/**
	 * The worker that a visitor is connected to.
	 */
	record ChatWorker(int index, long pid) {
	}

}
