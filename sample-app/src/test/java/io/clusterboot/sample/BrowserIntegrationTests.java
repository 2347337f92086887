package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the page of the shop in a browser, whose user notices nothing of kills and
 * reloads.
 */
@Timeout(600)
class BrowserIntegrationTests {

	private static final int WORKERS = 2;

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration START = Duration.ofSeconds(90);

	@TempDir
	private Path directory;

	@Test
	void customerStaysLoggedInAndKeepsTheCart() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory.resolve("cluster"), WORKERS)
			.arguments("--cluster.redis.embedded=on")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(WORKERS);
			ChromeDriver browser = Chromium.start(this.directory.resolve("profile"));
			try {
				browser.get("http://localhost:" + cluster.port() + "/");
				logIn(browser, "ada", "wrong");
				awaitText(browser, "login-problem", "User or password is wrong.");
				logIn(browser, "ada", "lovelace");
				awaitText(browser, "account-name", "ada");
				addBeans(browser, 1);
				assertThat(browser.getPageSource()).contains("House blend");
				killOneAfterTheOther(cluster, browser, pids);
				reload(cluster, browser);
				browser.navigate().refresh();
				awaitText(browser, "account-name", "ada");
				awaitBeans(browser, 4);
				browser.findElement(By.id("logout")).click();
				await(browser, () -> browser.findElement(By.id("login-form")).isDisplayed());
			}
			finally {
				browser.quit();
			}
		}
	}

	private static void killOneAfterTheOther(ClusterProcess cluster, ChromeDriver browser,
			SortedMap<Integer, Long> pids) {
		int beans = 1;
		for (int index = 0; index < WORKERS; index++) {
			cluster.signal(pids.get(index), "KILL");
			cluster.awaitSuccessor(index, pids.get(index), START);
			addBeans(browser, ++beans);
		}
	}

	private static void reload(ClusterProcess cluster, ChromeDriver browser) {
		SampleCluster.version("2").writeTo(cluster.jar());
		cluster.signal("HUP");
		ClusterView view = cluster.awaitGeneration(WORKERS, 2, START);
		assertThat(view.active()).isEqualTo(WORKERS);
		addBeans(browser, WORKERS + 2);
	}

	private static void logIn(ChromeDriver browser, String user, String password) {
		browser.findElement(By.id("login-user")).clear();
		browser.findElement(By.id("login-user")).sendKeys(user);
		browser.findElement(By.id("login-password")).sendKeys(password);
		browser.findElement(By.cssSelector("#login-form button")).click();
	}

	private static void addBeans(ChromeDriver browser, int expected) {
		By button = By.cssSelector("#products button[data-product=beans]");
		await(browser, () -> !browser.findElements(button).isEmpty());
		browser.findElement(button).click();
		awaitBeans(browser, expected);
	}

	private static void awaitBeans(ChromeDriver browser, int quantity) {
		By item = By.cssSelector("#cart li[data-product=beans][data-quantity='" + quantity + "']");
		await(browser, () -> browser.findElements(item).size() == 1);
	}

	private static void awaitText(ChromeDriver browser, String id, String text) {
		await(browser, () -> browser.findElement(By.id(id)).getText().equals(text));
	}

	private static void await(ChromeDriver browser, BooleanSupplier condition) {
		new WebDriverWait(browser, SOON).until((ignored) -> condition.getAsBoolean());
	}

}
