package io.clusterboot.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes that JSON may name: those of trusted packages, and a closed list of values
 * and collections of the JDK.
 */
final class TrustedTypes {

	/*
	 * Without java.net.URL, whose hash code, and so a set of it, asks the name service.
	 */
	private static final Set<String> VALUES = names("java.lang.",
			"Boolean Byte Character Double Float Integer Long Short String", "java.math.", "BigDecimal BigInteger",
			"java.net.", "URI", "java.time.",
			"DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month MonthDay OffsetDateTime OffsetTime "
					+ "Period Year YearMonth ZoneId ZoneOffset ZonedDateTime",
			"java.util.", "Currency Date Locale Optional OptionalDouble OptionalInt OptionalLong UUID",
			"java.util.concurrent.atomic.", "AtomicBoolean AtomicInteger AtomicLong");

	private static final Set<String> COLLECTIONS = names("java.util.",
			"ArrayDeque ArrayList HashMap HashSet Hashtable LinkedHashMap LinkedHashSet LinkedList PriorityQueue Stack "
					+ "TreeMap TreeSet Vector",
			"java.util.Arrays$", "ArrayList", "java.util.Collections$",
			"EmptyList EmptyMap EmptySet SingletonList SingletonMap SingletonSet SynchronizedCollection "
					+ "SynchronizedList SynchronizedMap SynchronizedRandomAccessList SynchronizedSet "
					+ "UnmodifiableCollection UnmodifiableList UnmodifiableMap UnmodifiableRandomAccessList "
					+ "UnmodifiableSet",
			"java.util.ImmutableCollections$", "List12 ListN Map1 MapN Set12 SetN SubList", "java.util.concurrent.",
			"ConcurrentHashMap ConcurrentLinkedDeque ConcurrentLinkedQueue ConcurrentSkipListMap "
					+ "ConcurrentSkipListSet CopyOnWriteArrayList CopyOnWriteArraySet");

	/*
	 * Jackson names the enum of these two, and of no other type. A name with other
	 * parameters would bring classes in past the allow-list.
	 */
	private static final Pattern OF_ENUM = Pattern
		.compile("java\\.util\\.(?:EnumSet<([^<>,]+)>|EnumMap<([^<>,]+),java\\.lang\\.Object>)");

	/*
	 * An array of these says nothing of its elements, which are named one by one.
	 */
	private static final Set<String> GENERAL = Set.of("java.lang.Object", "java.lang.Number");

	private static final Pattern ARRAY = Pattern.compile("\\[+(?:L([^;]+);|[BCDFIJSZ])");

	private final List<String> prefixes;

	private final boolean unnamedPackage;

	private TrustedTypes(Collection<String> packages) {
		this.prefixes = packages.stream().filter((name) -> !name.isEmpty()).map((name) -> name + ".").toList();
		this.unnamedPackage = packages.contains("");
	}

	/**
	 * Trust the packages of an application, and those that its configuration names.
	 * @param application packages of the application, which may be the unnamed one
	 * @param configured value of {@code cluster.trusted-packages}
	 * @return what is trusted
	 */
	static TrustedTypes of(Collection<String> application, Collection<String> configured) {
		configured.forEach(TrustedTypes::check);
		return new TrustedTypes(Stream.concat(application.stream(), configured.stream()).toList());
	}

	private static void check(String name) {
		if (!PackageName.matches(name)) {
			throw new IllegalArgumentException("cluster.trusted-packages contains '" + name
					+ "', which is not the name of a package; name packages such as com.example.model");
		}
		if (PackageName.isTooWide(name)) {
			throw new IllegalArgumentException("cluster.trusted-packages contains '" + name
					+ "', which would trust classes that nobody meant; name the packages of the classes that are kept "
					+ "in sessions and caches");
		}
	}

	private static Set<String> names(String... packagesAndNames) {
		return Stream.iterate(0, (index) -> index < packagesAndNames.length, (index) -> index + 2)
			.flatMap((index) -> Arrays.stream(packagesAndNames[index + 1].split(" "))
				.map((name) -> packagesAndNames[index] + name))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Reduce the name in JSON to the one class on which trust depends.
	 * @param id name as Jackson writes it
	 * @return the name of a class: of the elements of an array, or of the enum in a
	 * collection of enums; empty for what depends on no class
	 */
	static String decisive(String id) {
		Matcher array = ARRAY.matcher(id);
		if (array.matches()) {
			return (array.group(1) != null && !GENERAL.contains(array.group(1))) ? array.group(1) : "";
		}
		Matcher ofEnum = OF_ENUM.matcher(id);
		if (ofEnum.matches()) {
			return (ofEnum.group(1) != null) ? ofEnum.group(1) : ofEnum.group(2);
		}
		return id;
	}

	/**
	 * Whether the class of that name may be read and written.
	 * @param className name of one class, neither array nor generic
	 * @return whether it is trusted
	 */
	boolean contain(String className) {
		return className.isEmpty() || VALUES.contains(className) || COLLECTIONS.contains(className)
				|| (className.indexOf('<') < 0 && isInTrustedPackage(className));
	}

	private boolean isInTrustedPackage(String className) {
		return (this.unnamedPackage && className.indexOf('.') < 0)
				|| this.prefixes.stream().anyMatch(className::startsWith);
	}

}
