package io.clusterboot.sample;

import java.util.Random;

import io.clusterboot.worker.ClusterAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link EchoController}.
 */
@WebMvcTest(EchoController.class)
@Import(WorkerIdentity.class)
@ImportAutoConfiguration(ClusterAutoConfiguration.class)
@EnableConfigurationProperties(ShopProperties.class)
class EchoControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void echoReturnsBodyAndContentType() {
		byte[] body = randomBytes(100_000);
		MvcTestResult result = this.mvc.post().uri("/echo").contentType(MediaType.IMAGE_PNG).content(body).exchange();
		assertThat(result).hasStatusOk().hasContentType(MediaType.IMAGE_PNG);
		assertThat(result.getResponse().getContentAsByteArray()).isEqualTo(body);
	}

	@Test
	void echoWhenContentTypeIsAbsentReturnsBytes() {
		MvcTestResult result = this.mvc.post().uri("/echo").content(new byte[] { 1, 2, 3 }).exchange();
		assertThat(result).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
		assertThat(result.getResponse().getContentAsByteArray()).containsExactly(1, 2, 3);
	}

	@Test
	void echoWhenFormReturnsBodyUntouched() throws Exception {
		MvcTestResult result = this.mvc.post()
			.uri("/echo")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.content("a=1&b=2")
			.exchange();
		assertThat(result.getResponse().getContentAsString()).isEqualTo("a=1&b=2");
	}

	@Test
	void echoWhenBodyIsLargestReturnsIt() {
		byte[] body = randomBytes(EchoController.MAX_BYTES);
		MvcTestResult result = this.mvc.post().uri("/echo").content(body).exchange();
		assertThat(result.getResponse().getContentAsByteArray()).isEqualTo(body);
	}

	@Test
	void echoWhenBodyIsTooLargeIsRefused() {
		assertThat(this.mvc.post().uri("/echo").content(new byte[EchoController.MAX_BYTES + 1]))
			.hasStatus(HttpStatus.CONTENT_TOO_LARGE);
	}

	@Test
	void echoWhenBodyOfUnknownLengthIsTooLargeBreaksOff() {
		MockHttpServletRequest request = new MockHttpServletRequest() {

			@Override
			public long getContentLengthLong() {
				return -1;
			}

		};
		request.setContent(new byte[EchoController.MAX_BYTES + 1]);
		assertThatIOException().isThrownBy(() -> new EchoController().echo(request, new MockHttpServletResponse()))
			.withMessageContaining("more than 10485760 bytes");
	}

	private static byte[] randomBytes(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

}
