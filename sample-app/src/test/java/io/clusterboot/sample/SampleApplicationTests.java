package io.clusterboot.sample;

import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link SampleApplication} as a plain application.
 */
@SpringBootTest
@AutoConfigureMockMvc
class SampleApplicationTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private Catalog catalog;

	@Test
	void whoAmIWhenNotClusteredIsTheOnlyWorker() {
		assertThat(this.mvc.get().uri("/whoami")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{"index": 0, "generation": 1, "count": 1, "version": "1", "pid": %d, "thread": "%s"}
				""".formatted(ProcessHandle.current().pid(), Thread.currentThread().getName()));
	}

	@Test
	void whoAmITellsWhenTheProcessStarted() {
		assertThat(this.mvc.get().uri("/whoami")).bodyJson()
			.extractingPath("$.startedAt")
			.asString()
			.matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
	}

	@Test
	void whoAmIWhenAskedToCloseEndsTheConnection() {
		assertThat(this.mvc.get().uri("/whoami")).doesNotContainHeader("Connection");
		assertThat(this.mvc.get().uri("/whoami?close=true")).hasHeader("Connection", "close");
	}

	@Test
	void everyResponseNamesItsWorker() {
		assertThat(this.mvc.get().uri("/products")).hasHeader(WorkerHeaderFilter.HEADER, "0");
		assertThat(this.mvc.get().uri("/index.html")).hasHeader(WorkerHeaderFilter.HEADER, "0");
		assertThat(this.mvc.get().uri("/missing")).hasStatus(HttpStatus.NOT_FOUND)
			.hasHeader(WorkerHeaderFilter.HEADER, "0");
	}

	@Test
	void everyResponseNamesItsVersion() {
		assertThat(this.mvc.get().uri("/products")).hasHeader(WorkerHeaderFilter.VERSION_HEADER, "1");
		assertThat(this.mvc.get().uri("/missing")).hasHeader(WorkerHeaderFilter.VERSION_HEADER, "1");
		assertThat(this.mvc.get().uri("/actuator/health")).hasHeader(WorkerHeaderFilter.VERSION_HEADER, "1");
	}

	@Test
	void workTakesTheGivenTime() {
		long start = System.nanoTime();
		assertThat(this.mvc.get().uri("/work?ms=50")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{"index": 0, "ms": 50, "cpu": false}
				""");
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
	}

	@Test
	void workWhenOnCpuTakesTheGivenTime() {
		long start = System.nanoTime();
		assertThat(this.mvc.get().uri("/work?ms=50&cpu=true")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{"index": 0, "ms": 50, "cpu": true}
				""");
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
	}

	@Test
	void workWhenOutOfRangeIsRefused() {
		assertThat(this.mvc.get().uri("/work?ms=-1")).hasStatus(HttpStatus.BAD_REQUEST)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("ms: -1 (expected: 0..60000)");
		assertThat(this.mvc.get().uri("/work?ms=60001")).hasStatus(HttpStatus.BAD_REQUEST);
	}

	@Test
	void productsListsTheCatalog() {
		assertThat(this.mvc.get().uri("/products")).hasStatusOk()
			.bodyJson()
			.extractingPath("$[*].id")
			.asArray()
			.contains("espresso", "grinder");
	}

	@Test
	void productsAreReadOnce() throws Exception {
		assertThat(this.catalog.products()).isSameAs(this.catalog.products());
	}

	@Test
	void pageIsServedAtTheRoot() {
		assertThat(this.mvc.get().uri("/")).hasStatusOk().hasForwardedUrl("index.html");
		assertThat(this.mvc.get().uri("/index.html")).hasStatusOk().hasContentTypeCompatibleWith(MediaType.TEXT_HTML);
		assertThat(this.mvc.get().uri("/shop.css")).hasStatusOk();
		assertThat(this.mvc.get().uri("/shop.js")).hasStatusOk();
	}

	@Test
	void everyScriptThatThePageNamesIsServed() throws UnsupportedEncodingException {
		String page = this.mvc.get().uri("/index.html").exchange().getResponse().getContentAsString();
		List<String> scripts = Pattern.compile("<script src=\"([^\"]+)\"")
			.matcher(page)
			.results()
			.map((match) -> match.group(1))
			.toList();
		assertThat(scripts).hasSize(3)
			.allSatisfy((script) -> assertThat(this.mvc.get().uri("/" + script)).hasStatusOk());
	}

	@Test
	void healthIsExposed() {
		assertThat(this.mvc.get().uri("/actuator/health")).hasStatusOk();
	}

	@Test
	void chaosWhenProfileIsAbsentIsNotThere() {
		assertThat(this.mvc.post().uri("/chaos/leak?mb=1")).hasStatus(HttpStatus.NOT_FOUND);
	}

}
