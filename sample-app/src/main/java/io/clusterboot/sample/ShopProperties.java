package io.clusterboot.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The shop itself.
 *
 * @param version what tells one deployment from the next
 */
@ConfigurationProperties("sample")
record ShopProperties(@DefaultValue("1") String version) {
}
