package io.clusterboot.relay;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.clusterboot.ipc.Message.Counted;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Parts;
import io.clusterboot.ipc.Peer;
import io.clusterboot.relay.Gauging.Reading;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the master what this worker measures, from a thread of its own.
 */
/*
 * A gauge of the application may take its time, or never return. So at most one task of
 * each kind waits, and a question that was not answered before the next one is put is
 * forgotten: nobody waits for that answer any more.
 */
final class Measurements {

	private static final Log logger = LogFactory.getLog(Measurements.class);

	private static final long NONE = Long.MIN_VALUE;

	private final Peer master;

	private final ExecutorService thread;

	private final AtomicBoolean growthWaits = new AtomicBoolean();

	private final AtomicLong asked = new AtomicLong(NONE);

	private final AtomicBoolean complained = new AtomicBoolean();

	private volatile @Nullable Gauging gauging;

	Measurements(Peer master, ExecutorService thread) {
		this.master = master;
		this.thread = thread;
	}

	void by(Gauging gauging) {
		this.gauging = gauging;
	}

	/**
	 * Tell what has grown. Returns at once.
	 */
	void grow() {
		if (this.gauging != null && this.growthWaits.compareAndSet(false, true)) {
			this.thread.execute(this::tellGrowth);
		}
	}

	/**
	 * Tell all. Returns at once.
	 * @param id of the question
	 */
	void collect(long id) {
		if (this.asked.getAndSet(id) == NONE) {
			this.thread.execute(this::tellAll);
		}
	}

	/**
	 * Tell what has grown, and wait until it is told.
	 * @param timeout how long to wait at most
	 */
	void growNow(Duration timeout) {
		if (this.gauging == null) {
			return;
		}
		CountDownLatch told = new CountDownLatch(1);
		this.thread.execute(this::tellGrowth);
		this.thread.execute(told::countDown);
		try {
			if (!told.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("What this worker has counted last is lost: a meter of the application takes longer than "
						+ timeout.toMillis() + "ms");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void tellGrowth() {
		this.growthWaits.set(false);
		Gauging gauging = this.gauging;
		try {
			if (gauging != null) {
				tell(gauging.growth());
			}
		}
		catch (RuntimeException | LinkageError ex) {
			complain(ex);
		}
	}

	/*
	 * What has grown comes first, so that the master never knows less than what is shown.
	 */
	private void tellAll() {
		long id = this.asked.getAndSet(NONE);
		Gauging gauging = this.gauging;
		String all = "";
		try {
			if (gauging != null) {
				Reading reading = gauging.read();
				tell(reading.growth());
				all = reading.all();
			}
		}
		catch (RuntimeException | LinkageError ex) {
			complain(ex);
		}
		say(this.master, id, all);
	}

	private void tell(String growth) {
		GrowthParts.of(growth).forEach((part) -> this.master.send(new Counted(part)));
	}

	/**
	 * Answer a question.
	 */
	static void say(Peer master, long id, String text) {
		List<String> parts = text.isEmpty() ? List.of("") : Parts.of(text);
		for (Iterator<String> i = parts.iterator(); i.hasNext();) {
			String part = i.next();
			master.send(new Said(id, part, !i.hasNext()));
		}
	}

	/*
	 * It is tried again every second.
	 */
	private void complain(Throwable failure) {
		if (this.complained.compareAndSet(false, true)) {
			logger.warn("This worker cannot say what it measures; its metrics are those from before", failure);
		}
		else {
			logger.debug("This worker cannot say what it measures", failure);
		}
	}

}
