package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clusterboot.messaging.Attempts;
import io.clusterboot.messaging.JobHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The work of one message of a queue, which ends with the message done with or given
 * back.
 */
final class Job implements Runnable {

	private static final Log logger = LogFactory.getLog(Job.class);

	private static final Duration PAUSE = Duration.ofSeconds(10);

	private final ConsumerRecord<String, byte[]> record;

	private final JobHandler handler;

	private final Attempts attempts;

	private final DeadLetters deadLetters;

	private final Consumer<Job> end;

	private final CountDownLatch givenBack = new CountDownLatch(1);

	private volatile boolean done;

	Job(ConsumerRecord<String, byte[]> record, JobHandler handler, Attempts attempts, DeadLetters deadLetters,
			Consumer<Job> end) {
		this.record = record;
		this.handler = handler;
		this.attempts = attempts;
		this.deadLetters = deadLetters;
		this.end = end;
	}

	TopicPartition partition() {
		return new TopicPartition(this.record.topic(), this.record.partition());
	}

	/**
	 * Return what to tell Kafka of the partition when the message is done with.
	 */
	OffsetAndMetadata next() {
		return new OffsetAndMetadata(this.record.offset() + 1);
	}

	/**
	 * Return where the message is in its partition.
	 */
	long offset() {
		return this.record.offset();
	}

	/**
	 * Return whether the message is done with. One that is not, when the job has ended,
	 * is for another worker.
	 */
	boolean isDone() {
		return this.done;
	}

	/**
	 * Begin no further attempt.
	 */
	void giveBack() {
		this.givenBack.countDown();
	}

	@Override
	public void run() {
		try {
			this.done = work();
		}
		finally {
			this.end.accept(this);
		}
	}

	private boolean work() {
		for (int attempt = 1;; attempt++) {
			Throwable failure = attempt();
			if (failure == null) {
				return true;
			}
			if (isGivenBack()) {
				return false;
			}
			Optional<Duration> pause = this.attempts.pauseAfter(attempt, failure);
			if (pause.isEmpty()) {
				return layAside(failure);
			}
			logger.warn(this + ": attempt " + attempt + " of " + this.attempts.max() + " failed, the next is in "
					+ pause.get().toMillis() + " ms", failure);
			if (isGivenBackWithin(pause.get())) {
				return false;
			}
		}
	}

	private @Nullable Throwable attempt() {
		try {
			this.handler.handle(ParcelRecords.read(this.record));
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	/*
	 * The message stays where it is until Kafka has it in the other place.
	 */
	private boolean layAside(Throwable failure) {
		do {
			try {
				this.deadLetters.add(this.record, failure);
				logger.error(this + " was laid aside, in " + TopicNames.dead(this.record.topic()), failure);
				return true;
			}
			catch (RuntimeException ex) {
				logger.warn(this + " could not be laid aside, the next attempt is in " + PAUSE.toSeconds() + " s. "
						+ ex.getMessage());
			}
		}
		while (!isGivenBackWithin(PAUSE));
		return false;
	}

	private boolean isGivenBack() {
		return this.givenBack.getCount() == 0;
	}

	private boolean isGivenBackWithin(Duration pause) {
		try {
			return this.givenBack.await(pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			giveBack();
			return true;
		}
	}

	@Override
	public String toString() {
		return "Message at offset " + this.record.offset() + " of " + partition();
	}

}
