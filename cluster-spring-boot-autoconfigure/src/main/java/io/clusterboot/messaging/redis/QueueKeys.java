package io.clusterboot.messaging.redis;

/**
 * The keys of a queue.
 *
 * @param stream what waits, and what is being worked on
 * @param dead what could not be worked on
 */
record QueueKeys(String stream, String dead) {

	/*
	 * In a Redis Cluster the braces keep both on the same node, where one script can
	 * change them.
	 */
	static QueueKeys of(String application, String queue, boolean clusterAware) {
		String stream = application + ":queue:" + queue;
		String tagged = clusterAware ? "{" + stream + "}" : stream;
		return new QueueKeys(tagged, tagged + ":dead");
	}

}
