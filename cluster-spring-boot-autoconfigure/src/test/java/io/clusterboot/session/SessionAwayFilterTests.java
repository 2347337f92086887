package io.clusterboot.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SessionAwayFilter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionAwayFilterTests {

	private final AtomicLong now = new AtomicLong();

	private final SessionAwayFilter filter = new SessionAwayFilter(this.now::get);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void failureOfTheRepositoryIsAnswered503() throws Exception {
		this.response.setContentLength(17);
		filter(failure("org.springframework.session.data.redis.RedisSessionRepository"));
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("1");
		assertThat(this.response.getContentLength()).isZero();
	}

	@Test
	void failureOfTheRepositoryWithinAnotherIsAnswered503() throws Exception {
		filter(new ServletException(
				new IllegalStateException(failure("org.springframework.session.data.redis.RedisSessionRepository"))));
		assertThat(this.response.getStatus()).isEqualTo(503);
	}

	@Test
	void failureOfWhatTheApplicationDoesItselfIsLeftAlone() {
		RedisConnectionFailureException failure = failure("com.example.Prices");
		assertThatExceptionOfType(RedisConnectionFailureException.class).isThrownBy(() -> filter(failure))
			.isSameAs(failure);
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void answerThatIsOnItsWayIsLeftAlone() {
		this.response.setCommitted(true);
		assertThatExceptionOfType(RedisConnectionFailureException.class)
			.isThrownBy(() -> filter(failure("org.springframework.session.data.redis.RedisSessionRepository")));
	}

	@Test
	void logTellsOfItNowAndThenAndNothingOfTheSession(CapturedOutput output) throws Exception {
		for (int request = 0; request < 3; request++) {
			filter(failure("org.springframework.session.data.redis.RedisSessionRepository"));
		}
		assertThat(output.toString().split("are answered 503", -1)).hasSize(2);
		this.now.addAndGet(Duration.ofSeconds(10).toNanos());
		filter(failure("org.springframework.session.data.redis.RedisSessionRepository"));
		assertThat(output.toString().split("are answered 503", -1)).hasSize(3);
		assertThat(output).doesNotContain("secret-id");
	}

	private void filter(Exception failure) throws Exception {
		FilterChain chain = (request, response) -> {
			if (failure instanceof ServletException exception) {
				throw exception;
			}
			throw (RuntimeException) failure;
		};
		this.filter.doFilter(new MockHttpServletRequest(), this.response, chain);
	}

	private static RedisConnectionFailureException failure(String thrownBy) {
		RedisConnectionFailureException failure = new RedisConnectionFailureException("HGETALL secret-id");
		failure.setStackTrace(new StackTraceElement[] { new StackTraceElement("io.lettuce.Thing", "await", null, 1),
				new StackTraceElement(thrownBy, "findById", null, 2) });
		return failure;
	}

}
