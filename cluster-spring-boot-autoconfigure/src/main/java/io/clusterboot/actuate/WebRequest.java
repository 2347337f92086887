package io.clusterboot.actuate;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The web request that this thread serves.
 */
final class WebRequest {

	/*
	 * Tells which worker has answered.
	 */
	static final String WORKER_HEADER = "Cluster-Worker";

	private final ServletRequestAttributes attributes;

	private WebRequest(ServletRequestAttributes attributes) {
		this.attributes = attributes;
	}

	/**
	 * Return the request.
	 * @return the request, or empty if there is none, as in a call by JMX
	 */
	static Optional<WebRequest> current() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
				? Optional.of(new WebRequest(attributes)) : Optional.empty();
	}

	List<String> accept() {
		return Collections.list(this.attributes.getRequest().getHeaders(HttpHeaders.ACCEPT));
	}

	void answeredBy(int worker) {
		if (this.attributes.getResponse() != null) {
			this.attributes.getResponse().setHeader(WORKER_HEADER, String.valueOf(worker));
		}
	}

}
