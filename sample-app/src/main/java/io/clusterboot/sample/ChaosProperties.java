package io.clusterboot.sample;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Trouble to make while the shop starts, or soon after.
 *
 * @param failStart message of the exception that ends the start, none when unset
 * @param slowStart time to add to the start
 * @param neverReady whether the start never ends
 * @param dieAfter how long after the start the process ends at once, never when unset
 * @param onlyIndex index of the only worker concerned, all when unset
 */
@ConfigurationProperties("sample.chaos")
record ChaosProperties(@Nullable String failStart, @DefaultValue("0s") Duration slowStart, boolean neverReady,
		@Nullable Duration dieAfter, @Nullable Integer onlyIndex) {
}
