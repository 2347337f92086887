package io.clusterboot.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides the secret of the master and its workers, whatever values may be shown, and in
 * whatever value it is.
 */
final class TokenSanitizer implements SanitizingFunction {

	private final @Nullable String token;

	/**
	 * Create one.
	 * @param token the secret, {@code null} where there is none
	 */
	TokenSanitizer(@Nullable String token) {
		this.token = token;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		if (this.token == null || !String.valueOf(data.getValue()).contains(this.token)) {
			return data;
		}
		return data.withSanitizedValue();
	}

}
