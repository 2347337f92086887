package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Shares the messages of a queue with the readers of other workers, and lets jobs do
 * their work.
 */
/*
 * Of a partition one message is in work at a time, while the partition is paused. The
 * consumer goes on asking Kafka meanwhile, so that a job may take as long as it likes:
 * this worker remains a member of the group as long as it lives. Everything but the jobs
 * happens in the thread of the loop.
 */
final class QueueReader extends KafkaLoop implements ConsumerRebalanceListener {

	private static final Log logger = LogFactory.getLog(QueueReader.class);

	private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);

	private final KafkaClients clients;

	private final KafkaTopics topics;

	private final String queue;

	private final int concurrency;

	private final BiFunction<ConsumerRecord<String, byte[]>, java.util.function.Consumer<Job>, Job> jobs;

	private final ExecutorService workers;

	private final Map<TopicPartition, Job> busy = new HashMap<>();

	private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

	private final BlockingQueue<Job> ended = new LinkedBlockingQueue<>();

	private int running;

	private @Nullable Consumer<String, byte[]> consumer;

	/**
	 * Create one that has not begun.
	 * @param queue the name that the queue has in Kafka
	 * @param concurrency how many jobs at the same time
	 * @param jobs makes a job of a record, and of what it tells its end
	 */
	QueueReader(KafkaClients clients, KafkaTopics topics, String queue, int concurrency,
			BiFunction<ConsumerRecord<String, byte[]>, java.util.function.Consumer<Job>, Job> jobs) {
		super(queue);
		this.clients = clients;
		this.topics = topics;
		this.queue = queue;
		this.concurrency = concurrency;
		this.jobs = jobs;
		this.workers = Executors.newFixedThreadPool(concurrency, threads(queue));
	}

	private static CustomizableThreadFactory threads(String queue) {
		CustomizableThreadFactory result = new CustomizableThreadFactory(queue + "-");
		result.setDaemon(true);
		return result;
	}

	@Override
	Consumer<String, byte[]> open() {
		this.topics.needQueue(this.queue);
		Consumer<String, byte[]> opened = this.clients.member(this.queue);
		this.consumer = opened;
		opened.subscribe(List.of(this.queue), this);
		return opened;
	}

	@Override
	void turn(Consumer<String, byte[]> consumer) {
		if (isStopping()) {
			this.busy.values().forEach(Job::giveBack);
		}
		awaitEnd(isOpen() ? Duration.ZERO : PATIENCE);
		commit(consumer);
		pauseWhatMayNotCome(consumer);
		consumer.poll(isOpen() ? patience() : Duration.ZERO).forEach((record) -> begin(consumer, record));
	}

	/*
	 * While Kafka cannot be told what is done nothing else begins: a worker that is
	 * killed has then no more to be done again than it may have in work.
	 */
	private boolean isOpen() {
		return !isStopping() && this.running < this.concurrency && this.done.isEmpty();
	}

	/*
	 * The end of a job is noticed only after the wait for a record for another.
	 */
	private Duration patience() {
		return (this.running == 0) ? PATIENCE : PATIENCE.dividedBy(5);
	}

	private void pauseWhatMayNotCome(Consumer<String, byte[]> consumer) {
		Set<TopicPartition> wanted = new HashSet<>(consumer.assignment());
		if (isOpen()) {
			wanted.removeAll(this.busy.keySet());
			consumer.resume(wanted);
		}
		else {
			consumer.pause(wanted);
		}
	}

	private void begin(Consumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record) {
		Job job = this.jobs.apply(record, this.ended::add);
		consumer.pause(Set.of(job.partition()));
		this.busy.put(job.partition(), job);
		this.running++;
		this.workers.execute(job);
	}

	private void awaitEnd(Duration patience) {
		try {
			Job job = this.ended.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
			while (job != null) {
				end(job);
				job = this.ended.poll();
			}
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	/*
	 * The partition of a job that ends late may be with another worker, or be here again.
	 */
	private void end(Job job) {
		this.running--;
		if (!this.busy.remove(job.partition(), job)) {
			return;
		}
		if (job.isDone()) {
			this.done.put(job.partition(), job.next());
		}
		else if (this.consumer != null) {
			this.consumer.seek(job.partition(), job.offset());
		}
	}

	private void commit(Consumer<?, ?> consumer) {
		if (this.done.isEmpty()) {
			return;
		}
		try {
			consumer.commitSync(Map.copyOf(this.done), COMMIT_PATIENCE);
			this.done.clear();
		}
		catch (RetriableException | RebalanceInProgressException ex) {
			// why: the next poll is what ends a rebalance
			logger.debug("Kafka was not told that messages of '" + this.queue + "' are done with; trying on", ex);
		}
		catch (CommitFailedException ex) {
			logger
				.warn("Messages that this worker is done with will be given to another: for Kafka it is no reader of '"
						+ this.queue + "' any more. " + ex.getMessage());
			this.done.clear();
		}
	}

	/*
	 * No record comes before it is known whether there is room for it.
	 */
	@Override
	public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
		if (this.consumer != null) {
			this.consumer.pause(partitions);
		}
	}

	/*
	 * Others work on meanwhile: only these partitions wait for the jobs that have begun.
	 */
	@Override
	public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
		partitions.stream().map(this.busy::get).filter(Objects::nonNull).forEach(Job::giveBack);
		long deadline = System.nanoTime() + this.clients.longestHandover().toNanos();
		Consumer<?, ?> revoking = Objects.requireNonNull(this.consumer);
		commit(revoking);
		while (isHeld(partitions) && !isClosing() && deadline - System.nanoTime() > 0) {
			awaitEnd(PATIENCE);
			commit(revoking);
		}
		forget(partitions);
	}

	/*
	 * There is a job of one of them, or Kafka does not know yet that it is done.
	 */
	private boolean isHeld(Collection<TopicPartition> partitions) {
		return partitions.stream()
			.anyMatch((partition) -> this.busy.containsKey(partition) || this.done.containsKey(partition));
	}

	@Override
	public void onPartitionsLost(Collection<TopicPartition> partitions) {
		forget(partitions);
	}

	private void forget(Collection<TopicPartition> partitions) {
		for (TopicPartition partition : partitions) {
			this.done.remove(partition);
			Job job = this.busy.remove(partition);
			if (job != null) {
				job.giveBack();
				logger.warn(job + " is in work here, and will be given to another worker, too");
			}
		}
	}

	@Override
	boolean isDone() {
		return this.running == 0;
	}

	@Override
	void leave() {
		this.workers.shutdownNow();
	}

}
