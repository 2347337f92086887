package io.clusterboot.master;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Latest}.
 */
class LatestTests {

	@Test
	void addWhenThereAreTooManyForgetsTheOldest() {
		Latest<Integer> latest = new Latest<>(3);
		assertThat(latest.toList()).isEmpty();
		List.of(1, 2, 3, 4, 5).forEach(latest::add);
		assertThat(latest.toList()).containsExactly(3, 4, 5);
	}

}
