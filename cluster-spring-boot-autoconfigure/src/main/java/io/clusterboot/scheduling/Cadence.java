package io.clusterboot.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * When a task is due. Its text is a part of the name of the task.
 */
sealed interface Cadence {

	/**
	 * Return when a task is due that nobody has planned yet.
	 * @return {@code null} if never
	 */
	@Nullable Instant first();

	/**
	 * Return when a task is due next.
	 * @param due when it was due
	 * @param begin when it began
	 * @param end when it ended
	 * @return {@code null} if never again
	 */
	@Nullable Instant next(Instant due, Instant begin, Instant end);

	/**
	 * Return when the next leader is to run a task that does not come to its end here.
	 * @param due when it was due
	 * @param begin when it began
	 * @return {@code null} if never again
	 */
	default @Nullable Instant afterInterruption(Instant due, Instant begin) {
		return next(due, begin, begin);
	}

	/**
	 * Return the cadence of a trigger.
	 * @param trigger the trigger
	 * @param clock tells the time
	 * @return its cadence
	 */
	static Cadence of(Trigger trigger, Clock clock) {
		if (trigger instanceof PeriodicTrigger periodic) {
			Duration delay = periodic.getInitialDelayDuration();
			Instant start = clock.instant().plus((delay != null) ? delay : Duration.ZERO);
			Duration period = periodic.getPeriodDuration();
			return periodic.isFixedRate() ? new FixedRate(start, period) : new FixedDelay(start, period);
		}
		return new Triggered(trigger, clock);
	}

	private static Duration positive(Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("Period of a scheduled task: " + duration + " (expected: above 0)");
		}
		return duration;
	}

	/**
	 * At points in time that are equally far apart. Those that are over when a task
	 * begins are made up for by that one run.
	 *
	 * @param start the first
	 * @param period time from one to the next
	 */
	record FixedRate(Instant start, Duration period) implements Cadence {

		public FixedRate {
			positive(period);
		}

		@Override
		public Instant first() {
			return this.start;
		}

		/*
		 * A timer may be a little early by this clock.
		 */
		@Override
		public Instant next(Instant due, Instant begin, Instant end) {
			Duration late = begin.isAfter(due) ? Duration.between(due, begin) : Duration.ZERO;
			return due.plus(this.period.multipliedBy(late.dividedBy(this.period) + 1));
		}

		@Override
		public String toString() {
			return "each " + this.period;
		}

	}

	/**
	 * So long after the end.
	 *
	 * @param start the first time
	 * @param delay time from an end to the next begin
	 */
	record FixedDelay(Instant start, Duration delay) implements Cadence {

		public FixedDelay {
			positive(delay);
		}

		@Override
		public Instant first() {
			return this.start;
		}

		@Override
		public Instant next(Instant due, Instant begin, Instant end) {
			return end.plus(this.delay);
		}

		@Override
		public String toString() {
			return this.delay + " after the end";
		}

	}

	/**
	 * Once, and again only if it did not come to its end.
	 *
	 * @param start when
	 */
	record Once(Instant start) implements Cadence {

		@Override
		public Instant first() {
			return this.start;
		}

		@Override
		public @Nullable Instant next(Instant due, Instant begin, Instant end) {
			return null;
		}

		@Override
		public Instant afterInterruption(Instant due, Instant begin) {
			return due;
		}

		@Override
		public String toString() {
			return "once";
		}

	}

	/**
	 * As a trigger says, which is asked when a task begins and again when it ends.
	 *
	 * @param trigger the trigger
	 * @param clock tells the time
	 */
	record Triggered(Trigger trigger, Clock clock) implements Cadence {

		@Override
		public @Nullable Instant first() {
			return this.trigger.nextExecution(new SimpleTriggerContext(this.clock));
		}

		@Override
		public @Nullable Instant next(Instant due, Instant begin, Instant end) {
			SimpleTriggerContext context = new SimpleTriggerContext(this.clock);
			context.update(due, begin, end);
			return this.trigger.nextExecution(context);
		}

		@Override
		public String toString() {
			return (this.trigger instanceof CronTrigger cron) ? cron.getExpression()
					: TaskNames.stable(this.trigger.toString());
		}

	}

}
