package io.clusterboot.redis.lettuce;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RedisConfigurationException}.
 */
class RedisConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<RedisConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RedisConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()).replaceFirst("\\.*$", "."),
				cause.getAction() + ".", cause);
	}

}
