package io.clusterboot.listen.tomcat;

/**
 * A request that a thread works on.
 */
final class RequestUnderWay {

	private final String method;

	private final String uri;

	private final long start;

	private volatile boolean reported;

	/**
	 * Create a request.
	 * @param method its method
	 * @param uri what the client asked for
	 * @param start since when the thread works on it
	 */
	RequestUnderWay(String method, String uri, long start) {
		this.method = method;
		this.uri = uri;
		this.start = start;
	}

	/**
	 * Return for how long the thread has worked on it.
	 */
	long age(long now) {
		return now - this.start;
	}

	boolean isReported() {
		return this.reported;
	}

	void reported() {
		this.reported = true;
	}

	/*
	 * Without what may be secret: the query is no part of the URI here, but the
	 * parameters of its path are, such as the id of a session.
	 */
	@Override
	public String toString() {
		return this.method + " " + this.uri.replaceAll(";[^/]*", "");
	}

}
