package io.clusterboot.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * Invocation of an operation for another worker. It stays here, whatever its arguments
 * are.
 */
/*
 * A type and no argument: what a request can contain, a client can forge.
 */
final class AskedInvocation extends InvocationContext {

	AskedInvocation(SecurityContext securityContext, Map<String, Object> arguments,
			OperationArgumentResolver... argumentResolvers) {
		super(securityContext, arguments, argumentResolvers);
	}

}
