package io.clusterboot.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * An operation that a web request wants to be invoked.
 *
 * @param endpoint the endpoint
 * @param operation its operation
 * @param request the request
 * @param context what the operation is given
 */
record Call(EndpointId endpoint, WebOperation operation, WebRequest request, InvocationContext context) {

	/**
	 * Put this so that another worker understands it.
	 * @return the question
	 */
	Question question() {
		WebOperationRequestPredicate predicate = this.operation.getRequestPredicate();
		return new Question(this.endpoint.toString(), this.operation.getId(), predicate.getHttpMethod(),
				List.copyOf(predicate.getProduces()), this.context.getArguments(), this.request.accept(), namespace(),
				AskerContext.asker(security()));
	}

	private @Nullable String namespace() {
		WebServerNamespace namespace = this.context.resolveArgument(WebServerNamespace.class);
		return (namespace != null) ? namespace.getValue() : null;
	}

	private SecurityContext security() {
		SecurityContext security = this.context.resolveArgument(SecurityContext.class);
		return (security != null) ? security : SecurityContext.NONE;
	}

	/**
	 * Return what this is about, where workers that start later have to do the same.
	 * @return the subject, {@code null} where they have not
	 */
	@Nullable String subject() {
		Object name = this.context.getArguments().get("name");
		return (isOf("loggers") && name != null) ? "loggers/" + name : null;
	}

	boolean isOf(String endpoint) {
		return endpoint.equals(this.endpoint.toString());
	}

	/**
	 * Return whether the answer is a file, which may take long to write.
	 */
	boolean isForFile() {
		return this.operation.getRequestPredicate().getProduces().contains("application/octet-stream");
	}

}
