package io.clusterboot.metrics;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads labels, one of which may stand apart from the others, as the bound of a bucket
 * does.
 */
final class LabelScan {

	private final TextCursor cursor;

	private String labels = "";

	private @Nullable String apart;

	private int apartFrom;

	private int previousFrom;

	private int previousTo;

	private boolean ordered;

	LabelScan(TextCursor cursor) {
		this.cursor = cursor;
	}

	/**
	 * Return the labels that were read, sorted.
	 */
	String labels() {
		return this.labels;
	}

	/**
	 * Return the value of the label that stands apart, if it was there.
	 */
	@Nullable String apart() {
		return this.apart;
	}

	/**
	 * There are no labels.
	 */
	void skip() {
		this.labels = "";
		this.apart = null;
	}

	/**
	 * Read to the closing brace.
	 * @param name of the label that stands apart, or {@code null}
	 */
	void read(@Nullable String name) {
		int start = this.cursor.position();
		this.apart = null;
		this.apartFrom = -1;
		this.previousFrom = -1;
		this.ordered = true;
		while (!this.cursor.isAt('}')) {
			label(name);
			if (!this.cursor.take(',')) {
				break;
			}
			// Nothing may follow the last comma, which then is none of the text.
			this.ordered &= !this.cursor.isAt('}');
		}
		int end = this.cursor.position();
		this.cursor.expect('}');
		this.labels = this.ordered ? inOrder(start, end) : sorted(start, end, name);
	}

	private void label(@Nullable String name) {
		TextCursor cursor = this.cursor;
		int from = cursor.position();
		labelName();
		int to = cursor.position();
		cursor.expect('=');
		int value = cursor.position() + 1;
		int end = cursor.quoted();
		if (name != null && to - from == name.length() && cursor.text().startsWith(name, from)) {
			this.apart = cursor.text().substring(value, end);
			this.apartFrom = from;
			return;
		}
		// If it is not the last, the others are two parts of the text.
		this.ordered &= this.apartFrom < 0 && isAfterPrevious(from, to);
		this.previousFrom = from;
		this.previousTo = to;
	}

	private void labelName() {
		if (this.cursor.isAt('"')) {
			this.cursor.quoted();
		}
		else {
			this.cursor.skipName();
		}
	}

	private boolean isAfterPrevious(int from, int to) {
		String text = this.cursor.text();
		return this.previousFrom < 0 || Labels.compare(text, from, to, text, this.previousFrom, this.previousTo) > 0;
	}

	/*
	 * Lines of the same series follow each other, as a rule.
	 */
	private String inOrder(int start, int end) {
		int to = (this.apartFrom < 0) ? end : Math.max(start, this.apartFrom - 1);
		boolean again = this.labels.length() == to - start && this.cursor.text().startsWith(this.labels, start);
		return again ? this.labels : this.cursor.text().substring(start, to);
	}

	private String sorted(int start, int end, @Nullable String name) {
		try {
			Map<String, String> split = Labels.split(this.cursor.text().substring(start, end));
			if (name != null) {
				split.remove(name);
			}
			return Labels.join(split);
		}
		catch (IllegalArgumentException ex) {
			throw this.cursor.failure(String.valueOf(ex.getMessage()));
		}
	}

}
