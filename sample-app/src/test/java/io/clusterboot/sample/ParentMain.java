package io.clusterboot.sample;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Starts the sample below the context of another application.
 */
final class ParentMain {

	private ParentMain() {
	}

	public static void main(String[] args) {
		new SpringApplicationBuilder(Parent.class).web(WebApplicationType.NONE)
			.child(SampleApplication.class)
			.web(WebApplicationType.SERVLET)
			.run(args);
	}

	/**
	 * What the parent has, as good as nothing.
	 */
	static final class Parent {

	}

}
