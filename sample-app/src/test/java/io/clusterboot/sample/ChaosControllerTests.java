package io.clusterboot.sample;

import io.clusterboot.worker.ClusterAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for those actions of {@link ChaosController} that leave the process alive.
 */
@WebMvcTest(ChaosController.class)
@Import(WorkerIdentity.class)
@ImportAutoConfiguration(ClusterAutoConfiguration.class)
@EnableConfigurationProperties(ShopProperties.class)
@ActiveProfiles("chaos")
class ChaosControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void leakKeepsMemory() {
		assertThat(this.mvc.post().uri("/chaos/leak?mb=1")).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo("{\"totalMegabytes\": 1}");
		assertThat(this.mvc.post().uri("/chaos/leak?mb=2")).bodyJson().isLenientlyEqualTo("{\"totalMegabytes\": 3}");
	}

	@Test
	void spinEndsByItself() {
		assertThat(this.mvc.post().uri("/chaos/spin?seconds=1")).hasStatusOk();
	}

	@Test
	void actionsWhenOutOfBoundsAreRefused() {
		assertThat(this.mvc.post().uri("/chaos/leak?mb=1025")).hasStatus(HttpStatus.BAD_REQUEST)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("mb: 1025 (expected: 1..1024)");
		assertThat(this.mvc.post().uri("/chaos/spin?seconds=0")).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(this.mvc.post().uri("/chaos/hoard?seconds=601")).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(this.mvc.post().uri("/chaos/suspend?seconds=601")).hasStatus(HttpStatus.BAD_REQUEST);
	}

	@Test
	void actionsWhenGetAreRefused() {
		assertThat(this.mvc.get().uri("/chaos/halt")).hasStatus(HttpStatus.METHOD_NOT_ALLOWED);
	}

}
