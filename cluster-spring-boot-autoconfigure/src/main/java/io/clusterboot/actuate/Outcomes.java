package io.clusterboot.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Turns what an operation returns into an {@link Outcome}, and back on another worker.
 */
final class Outcomes {

	private static final int BAD_REQUEST = 400;

	private final JsonMapper endpointMapper;

	private final JsonMapper applicationMapper;

	private final HandOver handOver;

	/**
	 * Create them.
	 * @param endpointMapper writes what Spring Boot's endpoints return
	 * @param applicationMapper writes what others return
	 * @param handOver where files are handed over
	 */
	Outcomes(JsonMapper endpointMapper, JsonMapper applicationMapper, HandOver handOver) {
		this.endpointMapper = endpointMapper;
		this.applicationMapper = applicationMapper;
		this.handOver = handOver;
	}

	/**
	 * Return the outcome of an operation, as Spring MVC would answer it.
	 * @param result what the operation has returned
	 * @param method HTTP method of the request
	 * @return the outcome
	 * @throws IOException if a resource cannot be read
	 */
	Outcome of(@Nullable Object result, WebEndpointHttpMethod method) throws IOException {
		if (result == null) {
			return Outcome.empty((method != WebEndpointHttpMethod.GET) ? WebEndpointResponse.STATUS_NO_CONTENT
					: WebEndpointResponse.STATUS_NOT_FOUND);
		}
		if (result instanceof WebEndpointResponse<?> response) {
			MimeType contentType = response.getContentType();
			return body(new Outcome(response.getStatus(), (contentType != null) ? contentType.toString() : null, null,
					null, null, null, null), response.getBody());
		}
		return body(Outcome.empty(WebEndpointResponse.STATUS_OK), result);
	}

	private Outcome body(Outcome outcome, @Nullable Object body) throws IOException {
		if (body == null) {
			return outcome;
		}
		if (body instanceof Resource resource) {
			return resource.exists() ? outcome.withFile(this.handOver.leave(resource))
					: Outcome.empty(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		if (body instanceof byte[] bytes) {
			return outcome.withBytes(bytes);
		}
		if (body instanceof String text) {
			return outcome.withText(text);
		}
		JsonMapper mapper = (body instanceof OperationResponseBody) ? this.endpointMapper : this.applicationMapper;
		return outcome.withJson(mapper.writeValueAsString(body));
	}

	/**
	 * Return what an operation would have returned here.
	 * @param outcome the outcome of the operation
	 * @return the result
	 * @throws InvalidEndpointRequestException if it has refused the request
	 */
	Object result(Outcome outcome) {
		String error = outcome.error();
		if (error != null && outcome.status() == BAD_REQUEST) {
			throw new InvalidEndpointRequestException(error, error);
		}
		if (error != null) {
			return problem(outcome.status(), error);
		}
		MimeType contentType = (outcome.contentType() != null) ? MimeTypeUtils.parseMimeType(outcome.contentType())
				: null;
		return new WebEndpointResponse<>(content(outcome), outcome.status(), contentType);
	}

	private @Nullable Object content(Outcome outcome) {
		if (outcome.file() != null) {
			return taken(outcome.file());
		}
		String text = (outcome.json() != null) ? outcome.json() : outcome.text();
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : outcome.bytes();
	}

	private Resource taken(String file) {
		try {
			return this.handOver.take(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The answer of the other worker, the file " + file
					+ " in the directory dumps of cluster.run-directory, cannot be read", ex);
		}
	}

	/**
	 * Return an answer that says what is wrong.
	 * @param status HTTP status
	 * @param error what is wrong
	 * @return the answer
	 */
	WebEndpointResponse<byte[]> problem(int status, String error) {
		return json(status, new Problem(error));
	}

	/**
	 * Return an answer in JSON, whatever the operation produces otherwise.
	 * @param status HTTP status
	 * @param body the body
	 * @return the answer
	 */
	WebEndpointResponse<byte[]> json(int status, Object body) {
		return new WebEndpointResponse<>(this.endpointMapper.writeValueAsBytes(body), status,
				MimeTypeUtils.APPLICATION_JSON);
	}

	/**
	 * What is wrong.
	 *
	 * @param error for people
	 */
	record Problem(String error) {
	}

}
