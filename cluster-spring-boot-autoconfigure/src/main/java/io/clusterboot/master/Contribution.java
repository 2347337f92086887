package io.clusterboot.master;

import java.util.List;

import io.clusterboot.ipc.Parts;
import io.clusterboot.ipc.Speaker;

/**
 * What one has to say in answer to a request.
 *
 * @param speaker who
 * @param parts what, in parts that each fit into a message
 */
record Contribution(Speaker speaker, List<String> parts) {

	static Contribution of(Speaker.Kind kind, int index, long pid, String text) {
		return new Contribution(new Speaker(kind, index, pid), Parts.of(text));
	}

}
