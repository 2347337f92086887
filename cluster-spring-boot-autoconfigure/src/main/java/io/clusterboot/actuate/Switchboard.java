package io.clusterboot.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.clusterboot.Cluster;
import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.actuate.Broadcast.Result;
import io.clusterboot.actuate.Outcomes.Problem;
import io.clusterboot.relay.Colleagues;
import io.clusterboot.relay.Statement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebOperation;

/**
 * Puts operations through to other workers.
 */
final class Switchboard {

	private static final int CONFLICT = 409;

	private static final int GATEWAY_TIMEOUT = 504;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/*
	 * The heap of a large worker takes its time.
	 */
	private static final Duration PATIENCE_FOR_FILES = Duration.ofMinutes(2);

	private final Cluster cluster;

	private final Colleagues colleagues;

	private final WebOperations operations;

	private final Outcomes outcomes;

	private final JsonMapper mapper = new JsonMapper();

	Switchboard(Cluster cluster, Colleagues colleagues, WebOperations operations, Outcomes outcomes) {
		this.cluster = cluster;
		this.colleagues = colleagues;
		this.operations = operations;
		this.outcomes = outcomes;
	}

	int index() {
		return this.cluster.index();
	}

	@Nullable WebOperation operation(OperationParameters parameters) {
		return this.operations.with(parameters).orElse(null);
	}

	/**
	 * Invoke an operation on one worker.
	 * @param worker its index, as the client has written it
	 * @param call the operation
	 * @param here what to do if it is this one
	 * @return the answer of that worker, or what stands in the way
	 */
	@Nullable Object at(Object worker, Call call, Supplier<@Nullable Object> here) {
		Optional<Integer> index = index(worker);
		if (index.isEmpty()) {
			return this.outcomes.problem(WebEndpointResponse.STATUS_BAD_REQUEST,
					"worker: " + worker + " is not the index of a worker; the cluster endpoint lists them, as in 0");
		}
		if (call.isOf("shutdown")) {
			return leave(index.get());
		}
		return (index.get() == index()) ? here.get() : there(index.get(), call);
	}

	private static Optional<Integer> index(Object worker) {
		try {
			return Optional.of(Integer.parseInt(worker.toString())).filter((index) -> index >= 0);
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

	private Object there(int index, Call call) {
		Duration patience = call.isForFile() ? PATIENCE_FOR_FILES : PATIENCE;
		try {
			return this.colleagues.ask(index, question(call), patience)
				.stream()
				.filter((statement) -> !statement.text().isEmpty())
				.findFirst()
				.map((statement) -> answered(statement, call))
				.orElseGet(() -> silent(index, patience));
		}
		catch (ClusterConflictException ex) {
			return unknown(index);
		}
		catch (ClusterUnavailableException ex) {
			return unavailable(ex);
		}
	}

	private Object answered(Statement statement, Call call) {
		call.request().answeredBy(statement.speaker().index());
		return this.outcomes.result(outcome(statement));
	}

	private Object silent(int index, Duration patience) {
		return this.outcomes.problem(GATEWAY_TIMEOUT, "worker: " + index + " did not answer within "
				+ patience.toSeconds() + "s; the cluster endpoint shows its state");
	}

	private Object unknown(int index) {
		return this.outcomes.problem(WebEndpointResponse.STATUS_NOT_FOUND,
				"worker: " + index + " does not serve; the cluster endpoint lists those that do");
	}

	private Object unavailable(ClusterUnavailableException exception) {
		return this.outcomes.problem(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
				String.valueOf(exception.getMessage()));
	}

	/**
	 * Invoke an operation on each worker.
	 * @param call the operation
	 * @return what came of it on each, or what stands in the way
	 */
	Object everywhere(Call call) {
		try {
			if (call.isOf("shutdown")) {
				return stop();
			}
			Broadcast broadcast = new Broadcast(
					this.colleagues.askAll(question(call), call.subject()).stream().map(this::result).toList());
			return this.outcomes.json(broadcast.status(), broadcast);
		}
		catch (ClusterUnavailableException ex) {
			return unavailable(ex);
		}
	}

	private Result result(Statement statement) {
		int index = statement.speaker().index();
		long pid = statement.speaker().pid();
		if (statement.text().isEmpty()) {
			return new Result(index, pid, GATEWAY_TIMEOUT, new Problem("did not answer in time"));
		}
		Outcome outcome = outcome(statement);
		return new Result(index, pid, outcome.status(), body(outcome));
	}

	private @Nullable Object body(Outcome outcome) {
		if (outcome.error() != null) {
			return new Problem(outcome.error());
		}
		return (outcome.json() != null) ? this.mapper.readTree(outcome.json()) : outcome.text();
	}

	private Object stop() {
		try {
			this.cluster.stop();
			return this.outcomes.json(WebEndpointResponse.STATUS_OK, Map.of("message", "Shutting down, bye..."));
		}
		catch (ClusterConflictException ex) {
			return this.outcomes.problem(CONFLICT, String.valueOf(ex.getMessage()));
		}
	}

	/*
	 * Another one takes over first: a worker that closed its context by itself would lose
	 * what it has accepted.
	 */
	private Object leave(int index) {
		try {
			if (this.cluster.status().workers().stream().noneMatch((worker) -> worker.index() == index)) {
				return unknown(index);
			}
			return this.outcomes.json(WebEndpointResponse.STATUS_OK, this.cluster.restart(index));
		}
		catch (ClusterConflictException ex) {
			return this.outcomes.problem(CONFLICT, String.valueOf(ex.getMessage()));
		}
		catch (ClusterUnavailableException ex) {
			return unavailable(ex);
		}
	}

	private String question(Call call) {
		return this.mapper.writeValueAsString(call.question());
	}

	private Outcome outcome(Statement statement) {
		return this.mapper.readValue(statement.text(), Outcome.class);
	}

}
