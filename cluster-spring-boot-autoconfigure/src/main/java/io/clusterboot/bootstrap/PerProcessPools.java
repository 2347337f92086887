package io.clusterboot.bootstrap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Pools that each worker has for itself, and that an application may have sized for all.
 */
final class PerProcessPools {

	private static final String HIKARI = "spring.datasource.hikari.maximum-pool-size";

	/*
	 * HikariConfig.DEFAULT_POOL_SIZE.
	 */
	private static final int HIKARI_DEFAULT = 10;

	private static final String HIKARI_TYPE = "com.zaxxer.hikari.HikariDataSource";

	private static final Map<String, String> KNOWN = new LinkedHashMap<>();

	static {
		KNOWN.put(HIKARI, "connections");
		KNOWN.put("spring.datasource.tomcat.max-active", "connections");
		KNOWN.put("spring.datasource.dbcp2.max-total", "connections");
		KNOWN.put("spring.r2dbc.pool.max-size", "connections");
		KNOWN.put("spring.data.redis.lettuce.pool.max-active", "connections");
		KNOWN.put("spring.rabbitmq.cache.channel.size", "channels");
	}

	private final Binder binder;

	private final Division division;

	private final Predicate<String> isClassPresent;

	PerProcessPools(Environment environment, Division division) {
		this(environment, division, (name) -> ClassUtils.isPresent(name, null));
	}

	PerProcessPools(Environment environment, Division division, Predicate<String> isClassPresent) {
		this.binder = Binder.get(environment);
		this.division = division;
		this.isClassPresent = isClassPresent;
	}

	/**
	 * Return a sentence for each that is not divided.
	 */
	List<String> sentences(int workers, int spares) {
		if (workers + spares <= 1) {
			return List.of();
		}
		return Stream
			.concat(Stream.ofNullable(ofHikariDefault(workers, spares)),
					KNOWN.keySet().stream().map((name) -> ofProperty(name, workers, spares)))
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull)
			.toList();
	}

	private @Nullable String ofHikariDefault(int workers, int spares) {
		boolean isUsed = this.isClassPresent.test(HIKARI_TYPE) && isSet("spring.datasource.url") && !isSet(HIKARI)
				&& text("spring.datasource.type", HIKARI_TYPE).equals(HIKARI_TYPE);
		return isUsed ? Processes.text(workers, spares) + " without " + HIKARI + ", which then is " + HIKARI_DEFAULT
				+ ", open up to " + HIKARI_DEFAULT * (workers + spares) + " connections together; if there shall be "
				+ "fewer, set it for the whole cluster and name it in cluster.divide" : null;
	}

	private @Nullable String ofProperty(String name, int workers, int spares) {
		int size = size(name);
		return (size >= 1 && !this.division.includes(name)) ? Processes.text(workers, spares) + " with " + name + "="
				+ size + " open up to " + (long) size * (workers + spares) + " " + KNOWN.get(name)
				+ " together; name it in cluster.divide if " + size + " is meant for the whole cluster" : null;
	}

	/*
	 * Less than 1 is no limit, and what is no number is refused by those who use it.
	 */
	private int size(String name) {
		try {
			return this.binder.bind(name, Integer.class).orElse(0);
		}
		catch (BindException ex) {
			return 0;
		}
	}

	private boolean isSet(String name) {
		return !text(name, "").isEmpty();
	}

	private String text(String name, String otherwise) {
		return this.binder.bind(name, String.class).orElse(otherwise);
	}

}
