package io.clusterboot.scheduling;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The lease of a host that shares nothing with others: there is nobody to share it with.
 */
final class SingleHost implements Lease {

	private @Nullable Listener listener;

	@Override
	public void listen(Listener listener) {
		this.listener = listener;
	}

	@Override
	public void want() {
		if (this.listener != null) {
			this.listener.granted(List.of());
		}
	}

	@Override
	public void keep() {
	}

	@Override
	public void yield() {
	}

	@Override
	public boolean isHeld() {
		return true;
	}

	@Override
	public long term(long seatTerm) {
		return seatTerm;
	}

	@Override
	public void leave(String task, @Nullable Instant due) {
	}

	@Override
	public void close(boolean release) {
	}

}
