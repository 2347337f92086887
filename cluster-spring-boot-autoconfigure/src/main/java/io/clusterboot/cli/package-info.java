/**
 * The command {@code java -jar app.jar cluster ...}, by which people and their scripts
 * talk to a running master.
 */
@NullMarked
package io.clusterboot.cli;

import org.jspecify.annotations.NullMarked;
