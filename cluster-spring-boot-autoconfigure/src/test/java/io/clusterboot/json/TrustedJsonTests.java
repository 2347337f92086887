package io.clusterboot.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.stream.Stream;

import io.clusterboot.json.shop.Cart;
import io.clusterboot.json.shop.Cart.Color;
import io.clusterboot.json.shop.Cart.Item;
import io.clusterboot.json.shop.Cart.Sku;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.data.redis.serializer.SerializationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TrustedJson}.
 */
class TrustedJsonTests {

	private static final String SHOP = Cart.class.getPackageName();

	private final TrustedJson json = json(List.of(SHOP), List.of());

	static Stream<Object> values() {
		Sku sku = new Sku("secret", Color.GREEN);
		Item item = new Item(sku, new BigDecimal("1.50"), Instant.parse("2026-01-02T03:04:05.123456789Z"),
				List.of(1, 2L, 1.5f));
		EnumMap<Color, Object> enums = new EnumMap<>(Color.class);
		enums.put(Color.GREEN, 5L);
		Map<String, @Nullable Object> withNull = new HashMap<>();
		withNull.put("nothing", null);
		return Stream.of("text", "#text", 1, 1L, (short) 1, (byte) 1, 'c', 1.5, 1.5f, Double.NaN, true, Long.MIN_VALUE,
				new BigDecimal("10.00"), new BigDecimal("1E+3"), new BigInteger("123456789012345678901"),
				UUID.randomUUID(), Locale.GERMANY, Currency.getInstance("EUR"), URI.create("http://localhost/a"),
				Instant.parse("2026-01-02T03:04:05.123456789Z"), Duration.ofNanos(5), Period.ofDays(3),
				LocalDate.of(2026, 1, 2), LocalDateTime.of(2026, 1, 2, 3, 4), DayOfWeek.MONDAY,
				OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.ofHours(5)),
				ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")), ZoneId.of("Europe/Berlin"),
				ZoneOffset.ofHours(2), new Date(5), Color.RED, Color.GREEN, sku, item, new Cart(), new Cart().add(item),
				new Cart.Money(new BigDecimal("2.00")), Optional.of(item), Optional.of(5L), Optional.empty(),
				new ArrayList<>(List.of(1L, item, "x")), new ArrayList<>(Arrays.asList(null, 5L)), List.of(),
				List.of(1L), List.of(1L, 2), List.of(1, 2, 3), Stream.of(1L, 2L, null).toList(),
				Arrays.asList(1L, null), Set.of(), Set.of(item), Set.of(1L, 2L, 3L), Map.of(), Map.of("a", item),
				Map.of("a", 1, "b", 2L), Map.of(5L, 6, sku, 7), Map.of("@class", "java.util.logging.FileHandler"),
				Map.of("#1", 1), Collections.emptyList(), Collections.emptyMap(), Collections.emptySet(),
				Collections.singletonList(1L), Collections.singleton(1L), Collections.singletonMap(1L, 2L),
				Collections.unmodifiableList(new ArrayList<>(List.of(1L))),
				Collections.unmodifiableSet(new TreeSet<>(Set.of(1L))),
				Collections.unmodifiableMap(new TreeMap<>(Map.of(1L, 2L))),
				new LinkedHashMap<>(Map.of(LocalDate.of(2026, 1, 2), List.of(Map.of(1L, 2L)))),
				new TreeMap<>(Map.of(3, 4)), new ConcurrentHashMap<>(Map.of(UUID.randomUUID(), 4)), withNull,
				new HashMap<>(Map.of(Color.GREEN, 1)), enums, new CopyOnWriteArrayList<>(List.of(1L)),
				EnumSet.of(Color.GREEN), EnumSet.noneOf(Color.class), new EnumMap<>(Color.class), OptionalInt.of(5),
				OptionalLong.empty(), new HashMap<>(Map.of(List.of(1L), Set.of(2L))),
				List.of(1L, 2L, 3L, 4L).subList(1, 3));
	}

	@ParameterizedTest
	@MethodSource("values")
	void readWhenWrittenIsTheSame(Object value) {
		Object read = writeAndRead(value);
		assertThat(read).isEqualTo(value);
		if (!(value instanceof List<?> list && list.getClass().getName().endsWith("SubList"))) {
			assertThat(read).hasSameClassAs(value);
		}
	}

	static Stream<Object> arrays() {
		return Stream.of(new byte[] { 1, -1 }, new int[] { 1, 2 }, new long[0], new double[] { 1.5 },
				new boolean[] { true }, new char[] { 'a' }, new String[] { "a", null }, new Long[] { 1L },
				new Object[] { 1L, "a", List.of(5L) }, new int[][] { { 1 }, { 2 } },
				new Sku[] { new Sku("a", Color.RED) }, new Color[] { Color.GREEN });
	}

	@ParameterizedTest
	@MethodSource("arrays")
	void readWhenArrayIsTheSame(Object array) {
		Object read = writeAndRead(array);
		assertThat(read).hasSameClassAs(array);
		assertThat(Arrays.deepEquals(new Object[] { read }, new Object[] { array })).isTrue();
	}

	@Test
	void readWhenQueueHasTheSameElements() {
		Object read = writeAndRead(new ArrayDeque<>(List.of(1L, 2L)));
		assertThat(read).isInstanceOfSatisfying(ArrayDeque.class,
				(queue) -> assertThat(queue.toArray()).containsExactly(1L, 2L));
	}

	@Test
	void serializeWhenNullIsEmpty() {
		assertThat(this.json.serialize(null)).isEmpty();
		assertThat(this.json.deserialize(new byte[0])).isNull();
		assertThat(this.json.deserialize(null)).isNull();
	}

	@Test
	void deserializeWhenClassLostAndGainedFieldsKeepsDefaults() {
		Object read = read("{'@class':'" + Cart.class.getName() + "','note':'n','lost':{'@class':'"
				+ FileHandler.class.getName() + "'},'total':null}");
		assertThat(read).isInstanceOf(Cart.class).hasToString("[] n 0 {} Optional.empty {}");
		assertThat(read("{'@class':'" + Sku.class.getName() + "','code':'a'}")).isEqualTo(new Sku("a", null));
	}

	static Stream<Arguments> untrusted() {
		Object handler = Logger.getLogger("untrusted");
		return Stream
			.<Object>of(handler, List.of(handler), Map.of("a", handler), Map.of(handler, "a"), Optional.of(handler),
					(Object) new Object[] { handler }, new Logger[0], new Holder(handler), String.class,
					new StringBuilder("a"))
			.map((value) -> Arguments.of(new Object[] { value }));
	}

	@ParameterizedTest
	@MethodSource("untrusted")
	void serializeWhenUntrustedNamesClassAndRemedy(Object value) {
		TrustedJson trusting = json(List.of(SHOP, "io.clusterboot.json"), List.of());
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> trusting.serialize(value))
			.withMessageContaining("cluster.trusted-packages")
			.withMessageMatching("(?s).* java\\.(util\\.logging\\.Logger|lang\\.Class|lang\\.StringBuilder) is not .*");
	}

	@Test
	void serializeWhenInstanceCannotBeMadeAgainFails() {
		for (Object value : List.of(new Cart().new Inner(), new Cart() {
		}, (Runnable & java.io.Serializable) () -> {
		})) {
			TrustedJson trusting = json(List.of(SHOP, "io.clusterboot.json"), List.of());
			assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> trusting.serialize(value))
				.withMessageContaining(value.getClass().getName() + " could not be read again");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'@class':'java.util.logging.FileHandler','pattern':'/tmp/x'}",
			"['java.util.logging.FileHandler',{'pattern':'/tmp/x'}]", "['java.util.logging.FileHandler','/tmp/x']",
			"{'@class':'javax.management.BadAttributeValueExpException','val':1}",
			"{'@class':'javax.swing.JEditorPane','page':'http://localhost/'}",
			"{'@class':'com.sun.rowset.JdbcRowSetImpl','dataSourceName':'ldap://localhost/a','autoCommit':true}",
			"{'@class':'org.springframework.context.support.ClassPathXmlApplicationContext'}",
			"['org.springframework.context.support.FileSystemXmlApplicationContext','http://localhost/a.xml']",
			"{'@class':'com.zaxxer.hikari.HikariConfig','metricRegistry':'ldap://localhost/a'}",
			"['[Ljava.util.logging.FileHandler;',[{}]]", "['[[Ljava.util.logging.FileHandler;',[[{}]]]",
			"['java.util.ArrayList',[{'@class':'java.util.logging.FileHandler'}]]",
			"['java.util.ArrayList<java.util.logging.FileHandler>',[{}]]",
			"['java.util.EnumSet<java.util.logging.FileHandler>',[]]",
			"['java.util.EnumMap<java.util.logging.FileHandler,java.lang.Object>',{}]",
			"['java.util.EnumMap<io.clusterboot.json.shop.Cart$Color,java.util.logging.FileHandler>',{}]",
			"['java.util.ImmutableCollections$ListN<java.util.logging.FileHandler>',[{}]]",
			"['io.clusterboot.json.shop.Cart<java.util.logging.FileHandler>',{}]",
			"{'@class':'java.util.HashMap','a':{'@class':'java.util.logging.FileHandler'}}",
			"{'@class':'java.util.HashMap','#{\\\"@class\\\":\\\"java.util.logging.FileHandler\\\"}':1}",
			"{'@class':'java.util.HashMap<java.lang.String,java.util.logging.FileHandler>','a':{}}",
			"{'note':'n','@class':'java.util.logging.FileHandler'}",
			"{'@class':'io.clusterboot.json.shop.Cart','anything':{'@class':'java.util.logging.FileHandler'}}",
			"{'@class':'io.clusterboot.json.shop.Cart','anything':['java.util.logging.FileHandler',{}]}",
			"{'@class':'io.clusterboot.json.shop.Cart','items':['java.util.logging.FileHandler',[]]}",
			"{'@class':'io.clusterboot.json.shopping.Cart'}", "{'@class':'io.clusterboot.json.TrustedJson'}",
			"['java.lang.Class','java.util.logging.FileHandler']", "['java.net.URL','http://localhost/']",
			"['java.io.File','/tmp/x']", "['java.util.regex.Pattern','(a+)+b']", "{'@class':'java.lang.Object'}",
			"['java.util.concurrent.atomic.AtomicReference',['java.util.logging.FileHandler',{}]]",
			"['java.util.Optional',['java.util.logging.FileHandler',{}]]", "{'@class':''}", "{'@class':'[L;'}",
			"{'@class':'Ljava.util.logging.FileHandler;'}", "{'@class':5}", "{'@class':null}", "{'@class':{}}", "{}",
			"[]", "[1]", "{'a':1}", "garbage", "{'@class':'java.util.HashMap'", "\u00ac\u00ed\u0000\u0005sr" })
	void deserializeWhenUntrustedFailsWithoutContent(String payload) {
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> read(payload))
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("Cannot read JSON: ")
				.doesNotContain("/tmp/x", "localhost", "garbage", "pattern"));
	}

	@Test
	void deserializeWhenUntrustedNamesClass() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> read("['java.util.ArrayList',[['[Ljava.util.logging.FileHandler;',[]]]]"))
			.withMessage("Cannot read JSON: [Ljava.util.logging.FileHandler; is unknown or not trusted "
					+ "(cluster.trusted-packages)");
	}

	@Test
	void deserializeWhenContentIsInPlaceOfNameDoesNotShowIt() {
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> read("['some secret. words',1]"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> read("{'@class':'" + Cart.class.getName() + "','total':'secret'}"))
			.withMessage("Cannot read JSON: InvalidFormatException at long");
	}

	@Test
	void deserializeWhenClassIsUntrustedDoesNotInitializeIt() {
		String name = Tripwire.class.getName();
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> read("{'@class':'" + name + "'}"))
			.withMessageContaining(name);
		assertThat(System.getProperty(name)).isNull();
	}

	@Test
	void serializeWhenPackageIsConfiguredWorks() {
		TrustedJson trusting = json(List.of(), List.of(SHOP));
		assertThat(trusting.deserialize(trusting.serialize(new Cart()))).isEqualTo(new Cart());
	}

	@Test
	void serializeWhenNothingIsTrustedNamesClass() {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> json(List.of(), List.of("io.clusterboot.json.sho")).serialize(new Cart()))
			.withMessage("Cannot write io.clusterboot.json.shop.Cart as JSON: io.clusterboot.json.shop.Cart is not a "
					+ "trusted class: it is neither in a package of the application nor a value type or collection of "
					+ "the JDK. Add its package to cluster.trusted-packages, or keep a class of your own instead");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "java", "javax", "com", "java.util", "com.acme.*", ".", "com..acme" })
	void trustWhenPackageIsTooWideFails(String name) {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> TrustedTypes.of(List.of(), List.of(name)))
			.withMessageStartingWith("cluster.trusted-packages contains '" + name + "'");
	}

	private Object writeAndRead(Object value) {
		Object read = this.json.deserialize(this.json.serialize(value));
		assertThat(read).isNotNull();
		return read;
	}

	private @Nullable Object read(String text) {
		return this.json.deserialize(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
	}

	private static TrustedJson json(List<String> application, List<String> configured) {
		return new TrustedJson(TrustedTypes.of(application, configured), TrustedJsonTests.class.getClassLoader(),
				List.of(), BasicPolymorphicTypeValidator.builder().build());
	}

	/**
	 * Has something of any class.
	 */
	record Holder(Object value) {
	}

	/**
	 * Tells when it is initialized.
	 */
	static final class Tripwire {

		static {
			System.setProperty(Tripwire.class.getName(), "initialized");
		}

	}

}
