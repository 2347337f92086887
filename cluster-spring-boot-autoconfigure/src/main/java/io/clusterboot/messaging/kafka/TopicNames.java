package io.clusterboot.messaging.kafka;

/**
 * The names that topics and queues of an application have in Kafka.
 */
final class TopicNames {

	private final String application;

	/**
	 * Create the names of an application.
	 * @param application its name; what Kafka does not take is replaced by its code
	 */
	TopicNames(String application) {
		StringBuilder legal = new StringBuilder();
		application.chars().forEach((letter) -> append(legal, (char) letter));
		this.application = legal.toString();
	}

	private static void append(StringBuilder legal, char letter) {
		if (String.valueOf(letter).matches("[A-Za-z0-9._-]")) {
			legal.append(letter);
		}
		else {
			legal.append('-').append(Integer.toHexString(letter));
		}
	}

	String topic(String name) {
		return this.application + ".topic." + name;
	}

	String queue(String name) {
		return this.application + ".queue." + name;
	}

	/**
	 * Return where messages of a queue are laid aside.
	 * @param queue the name that the queue has in Kafka
	 */
	static String dead(String queue) {
		return queue + ".dead";
	}

}
