package io.clusterboot.actuate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebOperation;

/**
 * Invokes an operation where a web request wants it: here, on another worker or on all.
 */
final class WorkerInvoker implements OperationInvoker {

	private static final String WORKER = "worker";

	private final Switchboard switchboard;

	private final EndpointId endpoint;

	private final OperationType type;

	private final OperationParameters parameters;

	private final OperationInvoker invoker;

	/*
	 * The cluster answers for all workers itself, as does whoever has a parameter of that
	 * name.
	 */
	private final boolean independent;

	WorkerInvoker(Switchboard switchboard, EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		this.switchboard = switchboard;
		this.endpoint = endpoint;
		this.type = type;
		this.parameters = parameters;
		this.invoker = invoker;
		this.independent = "cluster".equals(endpoint.toString())
				|| parameters.stream().anyMatch((parameter) -> WORKER.equals(parameter.getName()));
	}

	@Override
	public @Nullable Object invoke(InvocationContext context) {
		Optional<WebRequest> request = (context instanceof AskedInvocation) ? Optional.empty() : WebRequest.current();
		if (request.isEmpty()) {
			return this.invoker.invoke(context);
		}
		WebOperation operation = this.switchboard.operation(this.parameters);
		return (operation != null) ? invoke(operation, request.get(), context) : this.invoker.invoke(context);
	}

	private @Nullable Object invoke(WebOperation operation, WebRequest request, InvocationContext context) {
		Object worker = context.getArguments().get(WORKER);
		request.answeredBy(this.switchboard.index());
		if (this.independent || (worker == null && this.type == OperationType.READ)) {
			return this.invoker.invoke(context);
		}
		Call call = new Call(this.endpoint, operation, request, withoutWorker(context));
		if (worker == null) {
			return this.switchboard.everywhere(call);
		}
		return this.switchboard.at(worker, call, () -> this.invoker.invoke(call.context()));
	}

	private static InvocationContext withoutWorker(InvocationContext context) {
		Map<String, Object> arguments = new HashMap<>(context.getArguments());
		arguments.remove(WORKER);
		SecurityContext security = context.resolveArgument(SecurityContext.class);
		return new InvocationContext((security != null) ? security : SecurityContext.NONE, arguments,
				resolverOf(context));
	}

	private static OperationArgumentResolver resolverOf(InvocationContext context) {
		return new OperationArgumentResolver() {

			@Override
			public boolean canResolve(Class<?> type) {
				return context.canResolve(type);
			}

			@Override
			public <T> @Nullable T resolve(Class<T> type) {
				return context.resolveArgument(type);
			}

		};
	}

}
