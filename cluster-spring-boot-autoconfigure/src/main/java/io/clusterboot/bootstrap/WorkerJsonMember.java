package io.clusterboot.bootstrap;

import io.clusterboot.worker.WorkerName;

import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Names the worker in each event of a structured log. Spring Boot creates it by the name
 * of the class.
 */
final class WorkerJsonMember implements StructuredLoggingJsonMembersCustomizer<Object> {

	@Override
	public void customize(Members<Object> members) {
		members.add("worker", WorkerName::index);
	}

}
