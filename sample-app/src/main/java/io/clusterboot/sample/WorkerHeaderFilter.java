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
 * Names the worker that answered in the header {@code X-Worker} of every response.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class WorkerHeaderFilter extends OncePerRequestFilter {

	static final String HEADER = "X-Worker";

	private final String index;

	WorkerHeaderFilter(WorkerIdentity worker) {
		this.index = Integer.toString(worker.index());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader(HEADER, this.index);
		chain.doFilter(request, response);
	}

	// An error may reset the response, so its page gets the header anew.
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
