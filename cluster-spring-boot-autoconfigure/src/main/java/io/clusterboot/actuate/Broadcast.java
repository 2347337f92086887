package io.clusterboot.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * What came of an operation on several workers.
 *
 * @param workers what came of it on each
 */
record Broadcast(List<Result> workers) {

	private static final int MULTI_STATUS = 207;

	/**
	 * Return the status of them all.
	 * @return the one they have in common, else that there are several
	 */
	int status() {
		List<Integer> different = this.workers.stream().map(Result::status).distinct().toList();
		if (different.size() != 1) {
			return MULTI_STATUS;
		}
		int common = different.get(0);
		return (common != WebEndpointResponse.STATUS_NO_CONTENT) ? common : WebEndpointResponse.STATUS_OK;
	}

	/**
	 * What came of it on one worker.
	 *
	 * @param worker index of the worker
	 * @param pid its process id
	 * @param status HTTP status
	 * @param body what it has answered, {@code null} if that is nothing
	 */
	record Result(int worker, long pid, int status, @Nullable Object body) {
	}

}
