package io.clusterboot.actuate;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.springframework.boot.actuate.endpoint.annotation.AbstractDiscoveredOperation;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;

/**
 * The operations of all endpoints that are exposed over the web.
 */
final class WebOperations {

	/*
	 * Endpoints are found by way of those who ask for this.
	 */
	private final Supplier<WebEndpointsSupplier> endpoints;

	WebOperations(Supplier<WebEndpointsSupplier> endpoints) {
		this.endpoints = endpoints;
	}

	/**
	 * Find the operation that has just these parameters.
	 * @param parameters the parameters
	 * @return the operation, or empty if they are those of an operation that is not for
	 * the web
	 */
	Optional<WebOperation> with(OperationParameters parameters) {
		return find((endpoint, operation) -> operation instanceof AbstractDiscoveredOperation discovered
				&& discovered.getOperationMethod().getParameters() == parameters);
	}

	/**
	 * Find the operation that another worker asks for.
	 * @param question what it asks
	 * @return the operation, or empty if there is none here
	 */
	Optional<WebOperation> askedFor(Question question) {
		return find((endpoint, operation) -> endpoint.getEndpointId().toString().equals(question.endpoint())
				&& operation.getId().equals(question.operation())
				&& operation.getRequestPredicate().getHttpMethod() == question.method()
				&& List.copyOf(operation.getRequestPredicate().getProduces()).equals(question.produces()));
	}

	private Optional<WebOperation> find(BiPredicate<ExposableWebEndpoint, WebOperation> predicate) {
		return this.endpoints.get()
			.getEndpoints()
			.stream()
			.flatMap((endpoint) -> matching(endpoint, predicate))
			.findFirst();
	}

	private static Stream<WebOperation> matching(ExposableWebEndpoint endpoint,
			BiPredicate<ExposableWebEndpoint, WebOperation> predicate) {
		return endpoint.getOperations().stream().filter((operation) -> predicate.test(endpoint, operation));
	}

}
