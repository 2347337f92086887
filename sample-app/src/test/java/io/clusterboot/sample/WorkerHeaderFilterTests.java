package io.clusterboot.sample;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerHeaderFilter}.
 */
class WorkerHeaderFilterTests {

	private final StandInCluster cluster = new StandInCluster();

	private final WorkerHeaderFilter filter = new WorkerHeaderFilter(new WorkerIdentity(this.cluster),
			new ShopProperties("7"));

	@Test
	void filterNamesVersionAndWorker() throws ServletException, IOException {
		MockHttpServletResponse response = filtered();
		assertThat(response.getHeader("X-Worker")).isEqualTo("0");
		assertThat(response.getHeader("X-Version")).isEqualTo("7");
	}

	@Test
	void filterWhenASpareTakesOverNamesItsIndex() throws ServletException, IOException {
		filtered();
		this.cluster.become(3, 1, 4);
		assertThat(filtered().getHeader("X-Worker")).isEqualTo("3");
	}

	private MockHttpServletResponse filtered() throws ServletException, IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.filter.doFilter(new MockHttpServletRequest(), response, new MockFilterChain());
		return response;
	}

}
