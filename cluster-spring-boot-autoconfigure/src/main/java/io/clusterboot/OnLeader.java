package io.clusterboot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes an {@code ApplicationRunner} or {@code CommandLineRunner} run once for all
 * workers instead of once in each: on the leader, as soon as there is one, which is after
 * the application has started. It runs once more with each new generation, and again on
 * the next leader if its worker ended before it did. On the class, or on the
 * {@code @Bean} method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface OnLeader {

}
