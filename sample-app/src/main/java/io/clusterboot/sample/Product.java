package io.clusterboot.sample;

import java.math.BigDecimal;

/**
 * Something the shop sells.
 */
record Product(String id, String name, String description, BigDecimal price) {
}
