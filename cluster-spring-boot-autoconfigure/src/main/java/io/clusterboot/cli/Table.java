package io.clusterboot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Columns of text, as wide as they have to be.
 */
final class Table {

	private final Set<String> leftAligned;

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Create a table.
	 * @param headings headings of the columns
	 * @param leftAligned those of the columns that begin at the same place; all others
	 * end there
	 */
	Table(List<String> headings, Set<String> leftAligned) {
		this.leftAligned = leftAligned;
		this.rows.add(headings);
	}

	void add(List<String> row) {
		this.rows.add(row);
	}

	List<String> lines() {
		int[] widths = IntStream.range(0, headings().size()).map(this::width).toArray();
		return this.rows.stream().map((row) -> line(row, widths)).toList();
	}

	private int width(int column) {
		return this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0);
	}

	private String line(List<String> row, int[] widths) {
		StringBuilder line = new StringBuilder();
		for (int column = 0; column < widths.length; column++) {
			String gap = " ".repeat(widths[column] - row.get(column).length());
			boolean left = this.leftAligned.contains(headings().get(column));
			line.append((column > 0) ? " " : "").append(left ? row.get(column) + gap : gap + row.get(column));
		}
		return line.toString().stripTrailing();
	}

	private List<String> headings() {
		return this.rows.get(0);
	}

}
