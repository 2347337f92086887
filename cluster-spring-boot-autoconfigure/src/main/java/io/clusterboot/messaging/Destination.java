package io.clusterboot.messaging;

import java.util.regex.Pattern;

/**
 * Where a message goes.
 *
 * @param kind topic or queue
 * @param name its name
 */
record Destination(Kind kind, String name) {

	/*
	 * What Redis, Kafka and a log all take.
	 */
	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

	Destination {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("'" + name + "' is no name of a " + kind.text
					+ " (expected: 1 to 100 letters, digits, '.', '_' and '-')");
		}
	}

	static Destination topic(String name) {
		return new Destination(Kind.TOPIC, name);
	}

	static Destination queue(String name) {
		return new Destination(Kind.QUEUE, name);
	}

	@Override
	public String toString() {
		return this.kind.text + " '" + this.name + "'";
	}

	/**
	 * Who gets a message.
	 */
	enum Kind {

		TOPIC("topic"), QUEUE("queue");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
