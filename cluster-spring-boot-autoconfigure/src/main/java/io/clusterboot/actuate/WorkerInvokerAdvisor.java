package io.clusterboot.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.core.Ordered;

/**
 * Lets a request decide which worker is to answer it, and whoever changes something
 * change it in all of them.
 */
/*
 * It comes last, which is outermost, so that what another worker has said is not kept for
 * this one.
 */
final class WorkerInvokerAdvisor implements OperationInvokerAdvisor, Ordered {

	private final @Nullable Switchboard switchboard;

	/**
	 * Create an advisor.
	 * @param switchboard reaches other workers, {@code null} where there are none
	 */
	WorkerInvokerAdvisor(@Nullable Switchboard switchboard) {
		this.switchboard = switchboard;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		return (this.switchboard != null)
				? new WorkerInvoker(this.switchboard, endpointId, operationType, parameters, invoker) : invoker;
	}

}
