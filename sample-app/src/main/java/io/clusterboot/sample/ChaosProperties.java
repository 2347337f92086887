package io.clusterboot.sample;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Trouble to make while the shop starts.
 *
 * @param failStart message of the exception that ends the start, none when unset
 * @param slowStart time to add to the start
 * @param onlyIndex index of the only worker concerned, all when unset
 */
@ConfigurationProperties("sample.chaos")
record ChaosProperties(@Nullable String failStart, @DefaultValue("0s") Duration slowStart,
		@Nullable Integer onlyIndex) {
}
