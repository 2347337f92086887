package io.clusterboot.actuate;

import java.util.Map;
import java.util.function.Supplier;

import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadReport.Result;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Gives the {@link ClusterEndpoint} its status codes on the web.
 */
@EndpointWebExtension(endpoint = ClusterEndpoint.class)
public class ClusterEndpointWebExtension {

	private static final int CONFLICT = 409;

	private final ClusterEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint it extends
	 */
	public ClusterEndpointWebExtension(ClusterEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return the state of the cluster.
	 * @return the state; 503 if the master does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<Object> cluster() {
		return answer(this.endpoint::cluster);
	}

	/**
	 * Change the cluster.
	 * @param action what to do, as in
	 * {@link ClusterEndpoint#act(String, Integer, Integer)}
	 * @param workers number of workers to scale to
	 * @param index index of the worker to restart
	 * @return what came of it, once it is over; 409 if this is not the time, 503 if the
	 * master has gone
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(String action, @Nullable Integer workers, @Nullable Integer index) {
		try {
			return answer(() -> this.endpoint.act(action, workers, index));
		}
		catch (ClusterConflictException ex) {
			return new WebEndpointResponse<>(Map.of("result", Result.REFUSED, "reason", String.valueOf(ex.getMessage()),
					"generation", this.endpoint.generation()), CONFLICT);
		}
	}

	/**
	 * Return the state of one worker.
	 * @param index index of the worker
	 * @return the state; 404 if no worker holds that index, 503 if the master does not
	 * answer
	 */
	@ReadOperation
	public WebEndpointResponse<Object> worker(@Selector int index) {
		return answer(() -> this.endpoint.worker(index));
	}

	private static WebEndpointResponse<Object> answer(Supplier<@Nullable Object> question) {
		try {
			Object answer = question.get();
			return (answer != null) ? new WebEndpointResponse<>(answer)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (ClusterUnavailableException ex) {
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

}
