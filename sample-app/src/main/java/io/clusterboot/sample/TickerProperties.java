package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The ticker, which ticks only if it has a file.
 *
 * @param file where it writes a line with begin, end, process and index of the worker
 * @param takes how long a tick takes
 */
@ConfigurationProperties("sample.ticker")
record TickerProperties(@DefaultValue("ticks") Path file, @DefaultValue("20ms") Duration takes) {
}
