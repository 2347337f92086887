package io.clusterboot.cache;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Circuit}.
 */
class CircuitTests {

	private long now = Duration.ofHours(-1).toNanos();

	private final Circuit circuit = new Circuit(() -> this.now);

	@Test
	void allCommandsMayTryAtFirst() {
		assertThat(allowed()).isEqualTo(100);
	}

	@Test
	void nobodyMayTryForASecondAfterATimeout() {
		this.circuit.failed(new QueryTimeoutException("slow"));
		assertThat(allowed()).isZero();
		pass(Duration.ofMillis(999));
		assertThat(allowed()).isZero();
	}

	@Test
	void oneMayTryEachSecondWhileRedisIsAway() {
		this.circuit.failed(new RedisConnectionFailureException("away"));
		for (int second = 0; second < 5; second++) {
			pass(Duration.ofSeconds(1));
			assertThat(allowed()).isOne();
		}
	}

	@Test
	void allMayTryOnceOneWasAnswered() {
		this.circuit.failed(new RedisConnectionFailureException("away"));
		pass(Duration.ofSeconds(1));
		assertThat(allowed()).isOne();
		this.circuit.worked();
		assertThat(allowed()).isEqualTo(100);
	}

	@Test
	void answerThatIsAnErrorIsAnAnswer() {
		this.circuit.failed(new RedisSystemException("WRONGTYPE", null));
		assertThat(allowed()).isEqualTo(100);
	}

	private long allowed() {
		return IntStream.range(0, 100).filter((index) -> this.circuit.allows()).count();
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

}
