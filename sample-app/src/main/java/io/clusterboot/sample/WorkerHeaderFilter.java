package io.clusterboot.sample;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Names the worker that answered in the header {@code X-Worker} of every response, and
 * what it runs in {@code X-Version}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class WorkerHeaderFilter extends OncePerRequestFilter {

	static final String HEADER = "X-Worker";

	static final String VERSION_HEADER = "X-Version";

	private final WorkerIdentity worker;

	private final String version;

	WorkerHeaderFilter(WorkerIdentity worker, ShopProperties shop) {
		this.worker = worker;
		this.version = shop.version();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader(HEADER, Integer.toString(this.worker.index()));
		response.setHeader(VERSION_HEADER, this.version);
		chain.doFilter(request, response);
	}

	// An error may reset the response, so its page gets the headers anew.
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
