package io.clusterboot.bootstrap;

import java.util.Map;

import io.clusterboot.worker.WorkerName;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.MapPropertySource;

/**
 * What a worker's environment has before all else, with the worker's index of the moment.
 */
final class WorkerPropertySource extends MapPropertySource {

	WorkerPropertySource(Map<String, Object> properties) {
		super("clusterWorker", properties);
	}

	@Override
	public @Nullable Object getProperty(String name) {
		return WorkerName.PROPERTY.equals(name) ? (Object) WorkerName.index() : super.getProperty(name);
	}

}
