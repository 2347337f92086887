/**
 * What the JDK does not offer of the operating system.
 */
@NullMarked
package io.clusterboot.os;

import org.jspecify.annotations.NullMarked;
