package io.clusterboot.actuate;

import java.io.IOException;

import io.clusterboot.relay.Respondent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.ProducibleOperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.web.ErrorResponse;

/**
 * Invokes operations for other workers.
 */
final class OperationRespondent implements Respondent {

	private static final Log logger = LogFactory.getLog(OperationRespondent.class);

	private final WebOperations operations;

	private final Outcomes outcomes;

	private final JsonMapper mapper = new JsonMapper();

	OperationRespondent(WebOperations operations, Outcomes outcomes) {
		this.operations = operations;
		this.outcomes = outcomes;
	}

	@Override
	public String respond(String question) {
		return this.mapper.writeValueAsString(outcome(this.mapper.readValue(question, Question.class)));
	}

	private Outcome outcome(Question question) {
		return this.operations.askedFor(question)
			.map((operation) -> outcome(operation, question))
			.orElseGet(() -> Outcome.failed(WebEndpointResponse.STATUS_NOT_FOUND,
					"The endpoint " + question.endpoint() + " has no operation " + question.operation() + " ("
							+ question.method() + ") in this worker: it is of another generation"));
	}

	private Outcome outcome(WebOperation operation, Question question) {
		try {
			return this.outcomes.of(invoke(operation, question), question.method());
		}
		catch (InvalidEndpointRequestException ex) {
			return Outcome.failed(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getReason()));
		}
		catch (IOException | RuntimeException ex) {
			return failed(operation, ex);
		}
	}

	private static Outcome failed(WebOperation operation, Exception exception) {
		if (exception instanceof ErrorResponse response) {
			return Outcome.failed(response.getStatusCode().value(), String.valueOf(exception.getMessage()));
		}
		logger.error("The operation " + operation.getId() + ", which another worker has asked for, failed", exception);
		return Outcome.failed(WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR,
				"The operation failed: see the log of the worker");
	}

	private static @Nullable Object invoke(WebOperation operation, Question question) {
		AskerContext asker = AskerContext.of(question.asker());
		AskedInvocation invocation = new AskedInvocation(asker, question.arguments(),
				OperationArgumentResolver.of(WebServerNamespace.class, () -> namespace(question)),
				new ProducibleOperationArgumentResolver(question::accept));
		return asker.call(() -> operation.invoke(invocation));
	}

	private static @Nullable WebServerNamespace namespace(Question question) {
		String namespace = question.namespace();
		return (namespace != null) ? WebServerNamespace.from(namespace) : null;
	}

}
