package io.clusterboot.sample;

import java.nio.file.Path;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The browser of this machine.
 */
final class Chromium {

	private Chromium() {
	}

	/**
	 * Start the browser.
	 * @param profile an empty directory for what it keeps
	 */
	static ChromeDriver start(Path profile) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(executable("chromium"));
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
				"--user-data-dir=" + profile);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(Path.of(executable("chromedriver")).toFile())
			.usingAnyFreePort()
			.build();
		return new ChromeDriver(service, options);
	}

	private static String executable(String name) {
		Path path = Path.of("/usr/bin", name);
		assertThat(path).as("package %s", name.equals("chromium") ? name : "chromium-driver").isExecutable();
		return path.toString();
	}

}
