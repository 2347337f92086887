package io.clusterboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that receives the messages of a topic or of a queue. It has
 * one parameter, to whose type the JSON of the message is converted: the type is the
 * receiver's choice, never the sender's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ClusterListener {

	/**
	 * Name of the topic, whose messages each worker gets. May have placeholders.
	 * @return the topic, empty for a queue
	 */
	String value() default "";

	/**
	 * Name of the queue, of whose messages each goes to one worker. May have
	 * placeholders.
	 * @return the queue, empty for a topic
	 */
	String queue() default "";

	/**
	 * How many messages of a queue each worker handles at the same time. Those of a topic
	 * are handled one after the other, in their order.
	 * @return 1 or more
	 */
	int concurrency() default 1;

}
