package io.clusterboot.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads OpenMetrics 1.0.0 text, as the Prometheus client writes it. Names may stand in
 * quotes. Lines of a family may be anywhere, but its type comes before its samples.
 */
final class MetricsParser {

	private final TextCursor cursor;

	private final LabelScan labels;

	private final Map<String, FamilyDraft> families = new LinkedHashMap<>();

	private @Nullable FamilyDraft family;

	private @Nullable Sample previous;

	private boolean over;

	MetricsParser(String text) {
		this.cursor = new TextCursor(text);
		this.labels = new LabelScan(this.cursor);
	}

	List<Family> parse() {
		while (this.cursor.nextLine()) {
			if (this.cursor.atEnd()) {
				continue;
			}
			if (this.over) {
				throw this.cursor.failure("it comes after # EOF");
			}
			if (this.cursor.take('#')) {
				comment();
			}
			else {
				sample();
			}
		}
		return this.families.values().stream().map(FamilyDraft::toFamily).toList();
	}

	private void comment() {
		if (this.cursor.take(" TYPE ")) {
			type(described());
		}
		else if (this.cursor.take(" HELP ")) {
			described().help(Escapes.resolve(this.cursor.rest()));
		}
		else if (this.cursor.take(" UNIT ")) {
			described().unit(this.cursor.rest());
		}
		else {
			this.over = this.cursor.rest().equals(" EOF");
		}
	}

	private FamilyDraft described() {
		FamilyDraft described = this.families.computeIfAbsent(this.cursor.name(), FamilyDraft::new);
		if (!this.cursor.atEnd()) {
			this.cursor.expect(' ');
		}
		this.family = described;
		return described;
	}

	private void type(FamilyDraft described) {
		MetricType type = MetricType.named(this.cursor.rest());
		if (type == null) {
			throw this.cursor.failure("no such type");
		}
		if (!described.is(type)) {
			throw this.cursor.failure("the type is said twice, or after a sample");
		}
	}

	private void sample() {
		Part part = (this.family != null) ? this.family.take(this.cursor) : null;
		boolean braces = false;
		if (part == null) {
			braces = this.cursor.isAt("{\"");
			part = braces ? quotedName() : find(this.cursor.name());
		}
		FamilyDraft family = this.family;
		if (family == null) {
			throw this.cursor.failure("no family");
		}
		labels(family.labelApart(part), braces);
		Sample sample = value();
		if (part != Part.CREATED) {
			add(family, part, sample);
		}
	}

	private Part quotedName() {
		this.cursor.expect('{');
		Part part = find(this.cursor.name());
		this.cursor.take(',');
		return part;
	}

	/*
	 * Makes the family of a sample the present one.
	 */
	private Part find(String name) {
		for (MetricType type : MetricType.values()) {
			for (Map.Entry<Part, String> suffix : type.suffixes().entrySet()) {
				FamilyDraft owner = name.endsWith(suffix.getValue())
						? this.families.get(name.substring(0, name.length() - suffix.getValue().length())) : null;
				if (owner != null && owner.type() == type) {
					this.family = owner;
					return suffix.getKey();
				}
			}
		}
		if (this.families.containsKey(name)) {
			throw this.cursor.failure("a family of this name has another type");
		}
		this.family = new FamilyDraft(name);
		this.families.put(name, this.family);
		return Part.VALUE;
	}

	private void labels(@Nullable String apart, boolean braces) {
		if (braces || this.cursor.take('{')) {
			this.labels.read(apart);
		}
		else {
			this.labels.skip();
		}
		if (apart != null && this.labels.apart() == null) {
			throw this.cursor.failure("no label " + apart);
		}
		this.cursor.expect(' ');
	}

	private void add(FamilyDraft family, Part part, Sample sample) {
		String apart = this.labels.apart();
		if (apart != null && !Numbers.isNumber(apart, 0, apart.length())) {
			throw this.cursor.failure(apart + " is no number");
		}
		Sample kept = (part == Part.BUCKET || family.type() == MetricType.COUNTER) ? sample : sample.withoutExemplar();
		if (!family.add(part, this.labels.labels(), apart, kept)) {
			throw this.cursor.failure("it is there twice");
		}
	}

	private Sample value() {
		int from = this.cursor.position();
		int to = this.cursor.number();
		if (this.cursor.atEnd()) {
			return same(from, to);
		}
		String value = this.cursor.text().substring(from, to);
		String timestamp = this.cursor.isAt(" #") ? null : blankAndNumber();
		return new Sample(value, timestamp, this.cursor.atEnd() ? null : exemplar());
	}

	/*
	 * Neighbouring buckets of a histogram have the same value, as a rule.
	 */
	private Sample same(int from, int to) {
		String text = this.cursor.text();
		Sample previous = this.previous;
		if (previous == null || previous.value().length() != to - from || !text.startsWith(previous.value(), from)) {
			previous = new Sample(text.substring(from, to));
			this.previous = previous;
		}
		return previous;
	}

	private String blankAndNumber() {
		this.cursor.expect(' ');
		int from = this.cursor.position();
		return this.cursor.text().substring(from, this.cursor.number());
	}

	private Exemplar exemplar() {
		if (!this.cursor.take(" # ")) {
			throw this.cursor.failure("more follows than a value, a time and an exemplar");
		}
		int from = this.cursor.position();
		this.cursor.expect('{');
		new LabelScan(this.cursor).read(null);
		blankAndNumber();
		double time = this.cursor.atEnd() ? Double.NEGATIVE_INFINITY : Numbers.parse(blankAndNumber());
		if (!this.cursor.atEnd()) {
			throw this.cursor.failure("more follows than an exemplar");
		}
		return new Exemplar(this.cursor.text().substring(from, this.cursor.position()), time);
	}

}
