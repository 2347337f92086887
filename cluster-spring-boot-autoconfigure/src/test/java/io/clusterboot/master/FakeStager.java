package io.clusterboot.master;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.clusterboot.generation.Generation;
import io.clusterboot.generation.StagedJar;
import org.jspecify.annotations.Nullable;

/**
 * Stages what exists in a test alone, when the test says so.
 */
final class FakeStager implements Stager {

	private int number;

	private @Nullable Consumer<Event> outcome;

	private Set<Generation> retained = Set.of();

	static Generation generation(int number) {
		return new Generation(number,
				new StagedJar(Path.of("app-" + number + ".jar"), "hash", Path.of("app.jar"), Instant.EPOCH));
	}

	@Override
	public void stage(int number, Consumer<Event> outcome) {
		this.number = number;
		this.outcome = outcome;
	}

	@Override
	public void retain(Set<Generation> used) {
		this.retained = Set.copyOf(used);
	}

	@Override
	public void touch() {
		// Nothing is on a disk
	}

	boolean isAsked() {
		return this.outcome != null;
	}

	void succeed() {
		tell(new Event.Staged(generation(this.number)));
	}

	void fail(String reason) {
		tell(new Event.StagingFailed(reason));
	}

	private void tell(Event event) {
		Consumer<Event> waiting = this.outcome;
		if (waiting == null) {
			throw new IllegalStateException("nobody waits for a generation");
		}
		this.outcome = null;
		waiting.accept(event);
	}

	Set<Integer> retained() {
		return this.retained.stream().map(Generation::number).collect(Collectors.toSet());
	}

}
