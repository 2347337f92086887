package io.clusterboot.actuate;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;

/**
 * What one worker asks of another: to invoke an operation of an endpoint.
 *
 * @param endpoint id of the endpoint
 * @param operation id of the operation, which names its selectors
 * @param method HTTP method of the operation
 * @param produces media types of the operation, which tell apart those that are equal in
 * the rest
 * @param arguments arguments of the request
 * @param accept what the client accepts
 * @param namespace web server the request came to, {@code null} if it is not known
 * @param asker who sent the request, {@code null} if nobody has logged in
 */
record Question(String endpoint, String operation, WebEndpointHttpMethod method, List<String> produces,
		Map<String, Object> arguments, List<String> accept, @Nullable String namespace, @Nullable Asker asker) {

	/**
	 * Who sent a request. Without credentials.
	 *
	 * @param name name of the principal
	 * @param authorities what is granted, {@code null} if that is not known
	 * @param roles roles of the user
	 */
	record Asker(String name, @Nullable List<String> authorities, List<String> roles) {
	}

}
