package io.clusterboot.bootstrap;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryFit}.
 */
class MemoryFitTests {

	private static final long MIB = 1024 * 1024;

	@ParameterizedTest
	@CsvSource(textBlock = """
			0,      1
			100,    1
			547,    1
			548,    1
			995,    1
			996,    2
			1024,   2
			2048,   4
			4096,   8
			16384, 36
			""")
	void workersWhenNothingIsSaidOfTheHeapTakesASmallOne(long mib, int workers) {
		assertThat(new MemoryFit(mib * MIB, List.of()).workers()).isEqualTo(workers);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			-Xmx64m,                 15
			-Xmx65536k,              15
			-Xmx67108864,            15
			-Xmx64M,                 15
			-Xmx1g,                   3
			-Xmx1G,                   3
			-XX:MaxHeapSize=1g,       3
			-XX:MaxHeapSize=64m,     15
			-Xmx1t,                   1
			-Xms4g,                   8
			-XX:MaxRAMPercentage=90,  8
			-Xmx,                     8
			-Xmxlots,                 8
			""")
	void workersWhenTheHeapIsGivenTakesIt(String option, int workers) {
		assertThat(new MemoryFit(4096 * MIB, List.of("-ea", option, "-Dx=-Xmx8g")).workers()).isEqualTo(workers);
	}

	@Test
	void workersWhenTheHeapIsGivenTwiceTakesTheLast() {
		assertThat(new MemoryFit(4096 * MIB, List.of("-Xmx64m", "-XX:MaxHeapSize=2g", "-Xmx1g")).workers())
			.isEqualTo(3);
	}

	@Test
	void workersWhenTheMemoryIsNotKnownIsNoLimit() {
		assertThat(new MemoryFit(Long.MAX_VALUE, List.of()).workers()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void workersWhenTheHeapIsBeyondAllNumbersIsOne() {
		assertThat(new MemoryFit(4096 * MIB, List.of("-Xmx999999999999999t")).workers()).isOne();
	}

}
