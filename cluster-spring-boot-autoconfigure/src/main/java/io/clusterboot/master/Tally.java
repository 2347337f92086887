package io.clusterboot.master;

import java.util.ArrayList;
import java.util.List;

import io.clusterboot.metrics.Metrics;
import io.clusterboot.metrics.MetricsFormat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a process has counted so far. Used by the master's thread alone.
 */
/*
 * Each process says every second what has changed, and as a rule nobody asks before it
 * ends. So texts are kept as they come, and put together only when they are as long as
 * what they change, or when somebody asks. Text also takes less of the heap than series.
 */
final class Tally {

	private static final Log logger = LogFactory.getLog(Tally.class);

	/*
	 * Few words are not worth the trouble.
	 */
	private static final int LEAST = 64 * 1024;

	private final String owner;

	private final List<String> later = new ArrayList<>();

	private int length;

	private String known = "";

	private boolean complained;

	/**
	 * Create a tally of nothing.
	 * @param owner who counts, for people
	 */
	Tally(String owner) {
		this.owner = owner;
	}

	/**
	 * Take in what has changed.
	 * @param text OpenMetrics text of the series that have changed; if it is something
	 * else, it is ignored
	 */
	void add(String text) {
		this.later.add(text);
		this.length += text.length();
		if (this.length > Math.max(LEAST, this.known.length())) {
			settle();
		}
	}

	private void settle() {
		if (this.later.isEmpty()) {
			return;
		}
		Metrics metrics = this.known.isEmpty() ? Metrics.NONE : Metrics.parse(this.known);
		for (String text : this.later) {
			metrics = with(metrics, text);
		}
		this.known = metrics.isEmpty() ? "" : metrics.write(MetricsFormat.OPEN_METRICS);
		this.later.clear();
		this.length = 0;
	}

	/*
	 * Whatever is wrong with figures, supervision goes on.
	 */
	private Metrics with(Metrics metrics, String text) {
		try {
			return metrics.with(Metrics.parse(text));
		}
		catch (RuntimeException ex) {
			complain(ex);
			return metrics;
		}
	}

	private void complain(RuntimeException ex) {
		if (!this.complained) {
			this.complained = true;
			logger.warn("Something that " + this.owner + " has counted is lost: " + ex.getMessage());
		}
	}

	/**
	 * Return all that was counted.
	 * @return OpenMetrics text, empty if nothing was
	 */
	String text() {
		settle();
		return this.known;
	}

}
