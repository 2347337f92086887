package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NearCache} and {@link NearCaches}, each with one of the orders in
 * which readers and changes can meet.
 */
class NearCacheTests {

	private static final ByteBuffer KEY = key("app:cache:books:1");

	private static final long NO_END = -1;

	private long now = Duration.ofHours(-1).toNanos();

	private final NearCaches caches = new NearCaches(2, Duration.ofSeconds(60), () -> this.now);

	private final NearCache cache = this.caches.create();

	private final AtomicInteger reads = new AtomicInteger();

	@BeforeEach
	void trust() {
		trustFor(Duration.ofHours(1));
	}

	private void trustFor(Duration time) {
		this.caches.trustUntil(this.now + time.toNanos());
	}

	@Test
	void whatWasReadIsNotReadAgain() {
		assertThat(read("a")).isEqualTo("a");
		assertThat(read("b")).isEqualTo("a");
		assertThat(this.reads).hasValue(1);
		assertThat(this.cache.hits()).isOne();
	}

	@Test
	void whatIsMissingIsAskedForAgain() {
		assertThat(read(null)).isNull();
		assertThat(read("a")).isEqualTo("a");
	}

	@Test
	void changeIsReadAgain() {
		read("a");
		this.caches.changed(key("app:cache:books:1"));
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void changeOfAnotherKeyIsNotReadAgain() {
		read("a");
		this.caches.changed(key("app:cache:books:2"));
		assertThat(read("b")).isEqualTo("a");
	}

	@Test
	void valueThatChangedWhileItWasReadIsNotKept() {
		assertThat(get(() -> {
			this.caches.changed(KEY);
			return "old";
		}, NO_END)).isEqualTo("old");
		assertThat(read("new")).isEqualTo("new");
	}

	@Test
	void valueThatChangedBetweenItsReadAndItsEndIsNotKept() {
		this.cache.get(KEY, () -> "old", (key) -> {
			this.caches.changed(KEY);
			return NO_END;
		});
		assertThat(read("new")).isEqualTo("new");
	}

	@Test
	void valueThatWasReadWhileAllWasClearedIsNotKept() {
		get(() -> {
			this.caches.clear();
			return "old";
		}, NO_END);
		assertThat(read("new")).isEqualTo("new");
	}

	@Test
	void valueThatWasReadBeforeTrustWasLostAndFoundIsNotKept() {
		get(() -> {
			this.caches.distrust();
			this.now++;
			trustFor(Duration.ofSeconds(2));
			return "old";
		}, NO_END);
		assertThat(read("new")).isEqualTo("new");
	}

	@Test
	void changesWhileItIsReadOfOtherKeysAreNoMatter() {
		get(() -> {
			this.caches.changed(key("app:cache:books:2"));
			return "a";
		}, NO_END);
		assertThat(read("b")).isEqualTo("a");
	}

	@Test
	void copiesAreNotUsedFromTheMomentToWhichTheyAreTrusted() {
		trustFor(Duration.ofSeconds(2));
		read("a");
		pass(Duration.ofSeconds(2).minusNanos(1));
		assertThat(read("b")).isEqualTo("a");
		pass(Duration.ofNanos(1));
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void nothingIsKeptWithoutTrust() {
		this.caches.distrust();
		read("a");
		trustFor(Duration.ofSeconds(2));
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void copiesFromBeforeAreGoneWhenTrustIsFoundAgain() {
		read("a");
		this.caches.distrust();
		trustFor(Duration.ofSeconds(2));
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void copyEndsAfterItsTime() {
		read("a");
		pass(Duration.ofSeconds(60).minusNanos(1));
		assertThat(read("b")).isEqualTo("a");
		pass(Duration.ofNanos(1));
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void copyEndsWithItsEntry() {
		get(() -> "a", 1500);
		pass(Duration.ofMillis(1500).minusNanos(1));
		assertThat(read("b")).isEqualTo("a");
		pass(Duration.ofNanos(1));
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void copyOfAnEntryThatIsGoneIsNotUsed() {
		get(() -> "a", 0);
		assertThat(read("b")).isEqualTo("b");
	}

	@Test
	void entriesAreLimited() {
		for (int index = 0; index < 100; index++) {
			this.cache.get(key("key" + index), () -> "value", (key) -> NO_END);
		}
		long before = this.cache.hits();
		for (int index = 0; index < 100; index++) {
			this.cache.get(key("key" + index), () -> null, (key) -> NO_END);
		}
		assertThat(this.cache.hits() - before).isBetween(1L, 2L);
	}

	private @Nullable Object read(@Nullable String value) {
		return get(() -> {
			this.reads.incrementAndGet();
			return value;
		}, NO_END);
	}

	private @Nullable Object get(Supplier<@Nullable Object> reader, long remaining) {
		return this.cache.get(KEY, reader, (key) -> remaining);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private static ByteBuffer key(String key) {
		return ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8));
	}

}
