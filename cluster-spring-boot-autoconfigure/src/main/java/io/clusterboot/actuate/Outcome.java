package io.clusterboot.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What came of a {@link Question}. At most one of the bodies is there.
 *
 * @param status HTTP status
 * @param contentType content type, {@code null} where the client's wish decides
 * @param json JSON
 * @param text text
 * @param bytes bytes
 * @param file name of a file in the {@link HandOver}
 * @param error why there is no better status
 */
record Outcome(int status, @Nullable String contentType, @Nullable String json, @Nullable String text,
		byte @Nullable [] bytes, @Nullable String file, @Nullable String error) {

	static Outcome empty(int status) {
		return new Outcome(status, null, null, null, null, null, null);
	}

	static Outcome failed(int status, String error) {
		return new Outcome(status, null, null, null, null, null, error);
	}

	Outcome withJson(String json) {
		return new Outcome(this.status, this.contentType, json, null, null, null, null);
	}

	Outcome withText(String text) {
		return new Outcome(this.status, this.contentType, null, text, null, null, null);
	}

	Outcome withBytes(byte[] bytes) {
		return new Outcome(this.status, this.contentType, null, null, bytes, null, null);
	}

	Outcome withFile(String file) {
		return new Outcome(this.status, this.contentType, null, null, null, file, null);
	}

}
