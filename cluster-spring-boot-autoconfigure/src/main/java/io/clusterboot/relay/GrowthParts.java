package io.clusterboot.relay;

import java.util.ArrayList;
import java.util.List;

import io.clusterboot.ipc.Parts;

/**
 * OpenMetrics text in parts that can each be read alone.
 */
/*
 * Cut between families, whose first lines begin with a hash. Of a family that is too
 * large itself each part gets these lines again; it is cut between two series, and the
 * buckets, the count and the sum of one stay together: they have the same labels, apart
 * from the one that tells the buckets apart.
 */
final class GrowthParts {

	private static final String END = "# EOF";

	private final int longest;

	private final List<String> parts = new ArrayList<>();

	private final StringBuilder part = new StringBuilder();

	private final StringBuilder header = new StringBuilder();

	/*
	 * Up to here the part can be cut: what follows belongs to a series that may go on.
	 */
	private int seriesStart;

	private String series = "";

	private boolean inHeader;

	private GrowthParts(int longest) {
		this.longest = longest;
	}

	/**
	 * Cut a text.
	 * @param text OpenMetrics text
	 * @return its parts, none if it is empty
	 */
	static List<String> of(String text) {
		return of(text, Parts.LONGEST);
	}

	static List<String> of(String text, int longest) {
		if (text.isEmpty()) {
			return List.of();
		}
		return (text.length() <= longest) ? List.of(text) : new GrowthParts(longest).cut(text);
	}

	private List<String> cut(String text) {
		text.lines().filter((line) -> !line.equals(END)).forEach((line) -> {
			if (line.startsWith("#")) {
				header(line);
			}
			else {
				sample(line);
			}
		});
		this.parts.add(this.part.toString());
		return this.parts;
	}

	private void header(String line) {
		if (!this.inHeader) {
			this.header.setLength(0);
			this.seriesStart = this.part.length();
			this.series = "";
			this.inHeader = true;
		}
		this.header.append(line).append('\n');
		append(line);
	}

	private void sample(String line) {
		String next = seriesOf(line);
		if (!this.inHeader && !next.equals(this.series)) {
			this.seriesStart = this.part.length();
		}
		this.inHeader = false;
		this.series = next;
		append(line);
	}

	private void append(String line) {
		if (this.part.length() + line.length() >= this.longest && this.seriesStart > 0) {
			String rest = this.part.substring(this.seriesStart);
			this.part.setLength(this.seriesStart);
			this.parts.add(this.part.toString());
			this.part.setLength(0);
			if (!rest.startsWith("#") && !this.inHeader) {
				this.part.append(this.header);
			}
			this.part.append(rest);
			this.seriesStart = 0;
		}
		this.part.append(line).append('\n');
	}

	private static String seriesOf(String line) {
		int start = line.indexOf('{');
		int space = line.indexOf(' ');
		if (start < 0 || space < start) {
			return "";
		}
		String labels = line.substring(start + 1, endOfLabels(line, start));
		return labels.replaceAll("(^|,)(?:le|quantile)=\"[^\"]*\"", "").replaceAll("^,", "");
	}

	private static int endOfLabels(String line, int start) {
		boolean quoted = false;
		for (int i = start; i < line.length(); i++) {
			char c = line.charAt(i);
			if (c == '\\') {
				i++;
			}
			else if (c == '"') {
				quoted = !quoted;
			}
			else if (c == '}' && !quoted) {
				return i;
			}
		}
		return line.length();
	}

}
