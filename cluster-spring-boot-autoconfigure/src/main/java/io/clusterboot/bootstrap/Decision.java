package io.clusterboot.bootstrap;

import io.clusterboot.Role;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM is to be.
 *
 * @param role the role
 * @param reason why it is no master although the configuration asks for one; {@code null}
 * if nothing needs to be said
 * @param isWarning whether a human should look
 */
record Decision(Role role, @Nullable String reason, boolean isWarning) {

	static Decision of(Role role) {
		return new Decision(role, null, false);
	}

	static Decision plainBecause(String reason) {
		return new Decision(Role.NONE, reason, false);
	}

	static Decision plainWithWarning(String reason) {
		return new Decision(Role.NONE, reason, true);
	}

}
