/**
 * Tomcat on a shared listening socket.
 */
@NullMarked
package io.clusterboot.listen.tomcat;

import org.jspecify.annotations.NullMarked;
