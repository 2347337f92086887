package io.clusterboot.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The name of samples, as it is written in front of their labels.
 *
 * @param text the name, with an open brace before it if it stands in quotes
 * @param quoted whether it does
 * @param apart the label that does not belong to the series, with its open quote
 */
record SampleName(String text, boolean quoted, String apart) {

	static SampleName of(Family family, Part part) {
		String name = family.name() + family.type().suffixOf(part);
		boolean quoted = Names.isUncommon(name);
		return new SampleName(quoted ? "{\"" + name + '"' : name, quoted,
				(part == Part.BUCKET) ? "le=\"" : "quantile=\"");
	}

	void write(StringBuilder out, String labels, @Nullable String mark) {
		out.append(this.text);
		boolean more = !labels.isEmpty() || mark != null;
		if (more) {
			out.append(this.quoted ? ',' : '{').append(labels);
		}
		if (mark != null) {
			out.append(labels.isEmpty() ? "" : ",").append(this.apart).append(mark).append('"');
		}
		if (more || this.quoted) {
			out.append('}');
		}
	}

}
