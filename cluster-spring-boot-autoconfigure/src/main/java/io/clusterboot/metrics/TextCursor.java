package io.clusterboot.metrics;

/**
 * A place in a text that is read line by line.
 */
final class TextCursor {

	private static final int SHOWN = 120;

	private final String text;

	private int line;

	private int start;

	private int position;

	private int end = -1;

	TextCursor(String text) {
		this.text = text;
	}

	/**
	 * Go to the next line.
	 * @return whether there is one
	 */
	boolean nextLine() {
		this.start = this.end + 1;
		this.position = this.start;
		if (this.start >= this.text.length()) {
			return false;
		}
		int newline = this.text.indexOf('\n', this.start);
		this.end = (newline >= 0) ? newline : this.text.length();
		this.line++;
		return true;
	}

	String text() {
		return this.text;
	}

	int position() {
		return this.position;
	}

	boolean atEnd() {
		return this.position == this.end;
	}

	boolean isAt(char c) {
		return this.position < this.end && this.text.charAt(this.position) == c;
	}

	boolean isAt(String word) {
		return this.text.startsWith(word, this.position);
	}

	boolean take(char c) {
		boolean taken = isAt(c);
		this.position += taken ? 1 : 0;
		return taken;
	}

	boolean take(String word) {
		boolean taken = isAt(word);
		this.position += taken ? word.length() : 0;
		return taken;
	}

	void expect(char c) {
		if (!take(c)) {
			throw failure("no '" + c + "' at character " + (this.position - this.start + 1));
		}
	}

	void moveTo(int other) {
		this.position = other;
	}

	/**
	 * Go to the next blank, or to the end of the line.
	 * @return what was passed
	 */
	String word() {
		int from = this.position;
		skipWord();
		return this.text.substring(from, this.position);
	}

	private void skipWord() {
		while (this.position < this.end && this.text.charAt(this.position) != ' ') {
			this.position++;
		}
	}

	/**
	 * Pass a number.
	 * @return where it ends
	 */
	int number() {
		int from = this.position;
		skipWord();
		if (!Numbers.isNumber(this.text, from, this.position)) {
			throw failure("no number at character " + (from - this.start + 1));
		}
		return this.position;
	}

	/**
	 * Pass what stands in quotes, and both quotes.
	 * @return where the last quote is
	 */
	int quoted() {
		expect('"');
		int quote = Escapes.closingQuote(this.text, this.position);
		if (quote < 0 || quote >= this.end) {
			throw failure("quotes do not end");
		}
		this.position = quote + 1;
		return quote;
	}

	/**
	 * Pass a name, which may stand in quotes.
	 * @return the name, without quotes
	 */
	String name() {
		int from = this.position;
		if (isAt('"')) {
			return this.text.substring(from + 1, quoted());
		}
		skipName();
		return this.text.substring(from, this.position);
	}

	/**
	 * Pass a name without quotes.
	 */
	void skipName() {
		int from = this.position;
		while (this.position < this.end && Names.isPart(this.text.charAt(this.position), this.position - from)) {
			this.position++;
		}
		if (this.position == from) {
			throw failure("no name at character " + (from - this.start + 1));
		}
	}

	String rest() {
		String rest = this.text.substring(this.position, this.end);
		this.position = this.end;
		return rest;
	}

	MalformedMetricsException failure(String fact) {
		String shown = this.text.substring(this.start, Math.min(this.end, this.start + SHOWN));
		String more = (this.end > this.start + SHOWN) ? "..." : "";
		return new MalformedMetricsException(
				"Line " + this.line + " is not OpenMetrics, " + fact + ": " + shown + more);
	}

}
