package io.clusterboot.session;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongSupplier;

import io.clusterboot.redis.lettuce.Repetition;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 to a request whose session cannot be had because Redis is away, so that
 * balancers and clients know it for what it is: nobody's mistake, and soon over.
 */
/*
 * What the application does with Redis by itself is left alone: only a failure that comes
 * out of Spring Session's own repository is taken. It would otherwise be a stack trace in
 * the log for each request, for as long as Redis is away.
 */
final class SessionAwayFilter extends OncePerRequestFilter {

	private static final Log logger = LogFactory.getLog(SessionAwayFilter.class);

	private static final String REPOSITORY = "org.springframework.session.data.redis.";

	private static final String RETRY_AFTER_SECONDS = "1";

	private final Repetition repetition;

	SessionAwayFilter(LongSupplier clock) {
		this.repetition = new Repetition(clock);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			DataAccessException failure = failureOfSession(ex);
			if (failure == null || response.isCommitted()) {
				throw ex;
			}
			answer(response);
			complain(failure);
		}
	}

	/*
	 * The page of an error may want the session, too.
	 */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterNestedErrorDispatch(HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws ServletException, IOException {
		doFilterInternal(request, response, chain);
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	private static @Nullable DataAccessException failureOfSession(Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof DataAccessException failure && comesFromRepository(failure)) {
				return failure;
			}
		}
		return null;
	}

	private static boolean comesFromRepository(Throwable failure) {
		return Arrays.stream(failure.getStackTrace()).anyMatch((frame) -> frame.getClassName().startsWith(REPOSITORY));
	}

	private static void answer(HttpServletResponse response) {
		response.reset();
		response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
		response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
	}

	/*
	 * The message of the failure may quote the command, and with it the id.
	 */
	private void complain(DataAccessException failure) {
		if (this.repetition.isDue()) {
			logger.warn("Requests that need their session are answered 503, Redis does not answer ("
					+ failure.getClass().getSimpleName() + ")");
		}
	}

}
