package io.clusterboot.redis;

import java.nio.file.Path;

/**
 * What the server reads when it starts, which has its password and so is for its user
 * alone.
 *
 * @param directory where it keeps its data
 * @param port the port, on the loopback interface only
 * @param password what clients have to know
 */
record RedisConfiguration(Path directory, int port, String password) {

	String text() {
		return """
				bind 127.0.0.1
				protected-mode yes
				port %d
				requirepass %s
				daemonize no
				dir "%s"
				save ""
				appendonly yes
				appendfsync everysec
				""".formatted(this.port, this.password, escaped(this.directory.toString()));
	}

	/*
	 * As sdssplitargs of Redis reads it.
	 */
	private static String escaped(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"");
	}

	@Override
	public String toString() {
		return "configuration of port " + this.port;
	}

}
