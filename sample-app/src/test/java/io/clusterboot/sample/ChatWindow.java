package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page of the shop in a browser of its own, whose user chats.
 */
final class ChatWindow implements AutoCloseable {

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration OFTEN = Duration.ofMillis(20);

	private final ChromeDriver browser;

	private final String name;

	private ChatWindow(ChromeDriver browser, String name) {
		this.browser = browser;
		this.name = name;
	}

	static ChatWindow open(Path profile, String name, int port) {
		ChatWindow window = new ChatWindow(Chromium.start(profile), name);
		window.browser.get("http://localhost:" + port + "/");
		return window;
	}

	/**
	 * Load the page anew until the chat is connected to another worker.
	 * @param worker index of the worker it must not be connected to
	 */
	void awayFrom(int worker) {
		await("is connected to another worker than " + worker, () -> {
			awaitConnected();
			if (worker() == worker) {
				this.browser.navigate().refresh();
				return false;
			}
			return true;
		});
		this.browser.findElement(By.id("chat-name")).clear();
		this.browser.findElement(By.id("chat-name")).sendKeys(this.name);
	}

	private void awaitConnected() {
		await("is connected", this::isConnected);
	}

	/**
	 * Wait until the chat is connected to a process.
	 * @param which which process it may be
	 */
	void awaitConnectedTo(LongPredicate which) {
		await("is connected to another process",
				() -> isConnected() && which.test(Long.parseLong(state().getAttribute("data-pid"))));
	}

	private boolean isConnected() {
		return state().getText().startsWith("Connected to worker");
	}

	int worker() {
		return Integer.parseInt(String.valueOf(state().getAttribute("data-worker")));
	}

	private WebElement state() {
		return this.browser.findElement(By.id("chat-state"));
	}

	/**
	 * Say something.
	 * @param text what to say
	 * @return what all windows are to show
	 */
	String say(String text) {
		String shown = this.name + " (worker " + worker() + "): " + text;
		this.browser.findElement(By.id("chat-text")).sendKeys(text);
		this.browser.findElement(By.id("chat-send")).click();
		return shown;
	}

	void awaitLast(String line) {
		await("shows '" + line + "'", () -> {
			List<String> lines = lines();
			return !lines.isEmpty() && lines.get(lines.size() - 1).equals(line);
		});
	}

	List<String> lines() {
		return this.browser.findElements(By.cssSelector("#chat-lines li")).stream().map(WebElement::getText).toList();
	}

	private void await(String what, BooleanSupplier condition) {
		new WebDriverWait(this.browser, SOON, OFTEN)
			.withMessage(() -> this.name + " " + what + ", but: " + state().getText() + " " + lines())
			.until((ignored) -> condition.getAsBoolean());
	}

	@Override
	public void close() {
		this.browser.quit();
	}

}
