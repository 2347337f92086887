package io.clusterboot.bootstrap;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.NativeDetector;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * How this application was started, as far as it tells whether it may be a master.
 */
class Launch {

	private static final List<String> TEST_PACKAGES = List.of("org.junit.", "org.testng.",
			"org.springframework.boot.test.", "cucumber.runtime.", "io.cucumber.");

	private final SpringApplication application;

	private final ConfigurableEnvironment environment;

	Launch(SpringApplication application, ConfigurableEnvironment environment) {
		this.application = application;
		this.environment = environment;
	}

	/**
	 * Return whether code of a test is on the stack, which also covers a test that calls
	 * the main method.
	 */
	boolean isTest() {
		return onStack((name) -> TEST_PACKAGES.stream().anyMatch(name::startsWith));
	}

	/**
	 * Return whether the build runs this application to generate code for it.
	 */
	boolean isAotProcessing() {
		return Boolean.getBoolean("spring.aot.processing")
				|| onStack((name) -> name.endsWith(".SpringApplicationAotProcessor"));
	}

	/**
	 * Return whether this is a training run, which ends by itself
	 * (DefaultLifecycleProcessor).
	 */
	boolean isTraining() {
		return SpringProperties.getProperty("spring.context.exit") != null
				|| SpringProperties.getProperty("spring.context.checkpoint") != null;
	}

	/**
	 * Return whether Testcontainers run for development: each worker would start its own.
	 */
	boolean isAugmented() {
		return onStack((name) -> name.startsWith(SpringApplication.class.getName() + "$Augmented"));
	}

	boolean isNativeImage() {
		return NativeDetector.inNativeImage();
	}

	/**
	 * Return whether a servlet container started this application, or DevTools restarted
	 * it.
	 */
	boolean isStartedByMain() {
		return "main".equals(Thread.currentThread().getName()) && !isInServletContainer();
	}

	boolean isDevTools() {
		return "restartedMain".equals(Thread.currentThread().getName());
	}

	/**
	 * Return whether somebody has started this application by its main method, and means
	 * its arguments for it.
	 */
	boolean mayBeCommand() {
		return (isStartedByMain() || isDevTools()) && !isTest();
	}

	boolean isInServletContainer() {
		return hasInitializer(
				"org.springframework.boot.web.servlet.support.ServletContextApplicationContextInitializer")
				|| onStack((name) -> name.endsWith(".SpringBootServletInitializer"));
	}

	/**
	 * Return whether beans of a parent context run in this JVM already.
	 */
	boolean hasParentContext() {
		return hasInitializer("org.springframework.boot.builder.ParentContextApplicationContextInitializer");
	}

	/**
	 * Return whether this is the context that Spring Cloud runs before the application's
	 * own (BootstrapApplicationListener).
	 */
	boolean isSpringCloudBootstrap() {
		return this.environment.getPropertySources().contains("bootstrap")
				&& ClassUtils.isPresent("org.springframework.cloud.bootstrap.BootstrapApplicationListener", null);
	}

	WebApplicationType webApplicationType() {
		WebApplicationType deduced = this.application.getWebApplicationType();
		// Not bound to the application yet (SpringApplication.prepareEnvironment)
		return Binder.get(this.environment)
			.bind("spring.main.web-application-type", WebApplicationType.class)
			.orElse((deduced != null) ? deduced : WebApplicationType.NONE);
	}

	boolean isWeb() {
		return webApplicationType() != WebApplicationType.NONE
				&& Binder.get(this.environment).bind("server.port", Integer.class).orElse(8080) >= 0;
	}

	boolean isTomcat() {
		return isPresent("org.springframework.boot.tomcat.TomcatWebServerFactory")
				&& isPresent("org.apache.coyote.http11.Http11NioProtocol")
				&& (webApplicationType() == WebApplicationType.SERVLET
						|| !isPresent("org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory"));
	}

	boolean isSupportedPlatform() {
		String os = System.getProperty("os.name", "");
		return os.startsWith("Linux") || os.startsWith("Mac");
	}

	private boolean isPresent(String className) {
		return ClassUtils.isPresent(className, this.application.getClassLoader());
	}

	private boolean hasInitializer(String className) {
		return this.application.getInitializers()
			.stream()
			.anyMatch((initializer) -> initializer.getClass().getName().equals(className));
	}

	private static boolean onStack(Predicate<String> className) {
		return Arrays.stream(Thread.currentThread().getStackTrace())
			.map(StackTraceElement::getClassName)
			.anyMatch(className);
	}

}
