package io.clusterboot.bootstrap;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.clusterboot.Cluster;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.support.ServletContextApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Launch} with applications as Spring Boot starts them.
 */
@ExtendWith(OutputCaptureExtension.class)
class LaunchTests {

	private final Map<String, Object> properties = new HashMap<>();

	private final SpringApplication application = new SpringApplication(TinyApplication.class);

	@Test
	void isTestWhenCalledByThisTestIsTrue() {
		assertThat(launch().isTest()).isTrue();
		assertThat(launch().mayBeCommand()).isFalse();
	}

	@Test
	void isTestWhenNoTestIsOnTheStackIsFalse() throws Exception {
		assertThat(elsewhere("main", () -> launch().isTest())).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "main,true,false", "restartedMain,false,true", "worker-1,false,false" })
	void threadTellsWhoStartedIt(String thread, boolean byMain, boolean devTools) throws Exception {
		assertThat(elsewhere(thread, () -> launch().mayBeCommand())).isEqualTo(byMain || devTools);
		assertThat(elsewhere(thread, () -> launch().isStartedByMain())).isEqualTo(byMain);
		assertThat(elsewhere(thread, () -> launch().isDevTools())).isEqualTo(devTools);
	}

	@Test
	void isWebWhenServletApiIsPresentIsTrue() {
		assertThat(launch().webApplicationType()).isEqualTo(WebApplicationType.SERVLET);
		assertThat(launch().isWeb()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "none,NONE,false", "NONE,NONE,false", "reactive,REACTIVE,true", "servlet,SERVLET,true" })
	void isWebWhenThePropertyIsSetGoesByIt(String configured, WebApplicationType type, boolean web) {
		this.properties.put("spring.main.web-application-type", configured);
		assertThat(launch().webApplicationType()).isEqualTo(type);
		assertThat(launch().isWeb()).isEqualTo(web);
	}

	@Test
	void isWebWhenTheApplicationSaysOtherwiseIsFalse() {
		this.application.setWebApplicationType(WebApplicationType.NONE);
		assertThat(launch().isWeb()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "-1,false", "0,true", "8080,true" })
	void isWebWhenThePortIsNegativeIsFalse(int port, boolean web) {
		this.properties.put("server.port", port);
		assertThat(launch().isWeb()).isEqualTo(web);
	}

	@Test
	void isWebWhenThePortIsNoNumberFailsAsSpringBootDoes() {
		this.properties.put("server.port", "80a0");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> launch().isWeb());
	}

	@Test
	void hasParentContextWhenOneIsGivenIsTrue() {
		assertThat(launch().hasParentContext()).isFalse();
		this.application
			.addInitializers(new ParentContextApplicationContextInitializer(new GenericApplicationContext()));
		assertThat(launch().hasParentContext()).isTrue();
	}

	@Test
	void isSpringCloudBootstrapWhenItsMarkerIsInTheEnvironmentIsTrue() {
		assertThat(withSpringCloud(() -> launch(new StandardEnvironment()).isSpringCloudBootstrap())).isFalse();
		StandardEnvironment bootstrap = new StandardEnvironment();
		bootstrap.getPropertySources().addFirst(new MapPropertySource("bootstrap", Map.of()));
		assertThat(withSpringCloud(() -> launch(bootstrap).isSpringCloudBootstrap())).isTrue();
		assertThat(launch(bootstrap).isSpringCloudBootstrap()).isFalse();
	}

	@Test
	void isSpringCloudBootstrapWhenAMainMethodIsOnTheStackIsTrueAsWell() {
		this.application.setMainApplicationClass(TinyApplication.class);
		StandardEnvironment bootstrap = new StandardEnvironment();
		bootstrap.getPropertySources().addFirst(new MapPropertySource("bootstrap", Map.of()));
		assertThat(withSpringCloud(() -> launch(bootstrap).isSpringCloudBootstrap())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "spring.context.exit,onRefresh", "spring.context.checkpoint,onRefresh" })
	void isTrainingWhenTheContextEndsByItselfIsTrue(String property, String value) {
		assertThat(launch().isTraining()).isFalse();
		SpringProperties.setProperty(property, value);
		try {
			assertThat(launch().isTraining()).isTrue();
		}
		finally {
			SpringProperties.setProperty(property, null);
		}
	}

	@Test
	void isAotProcessingWhenTheBuildSaysSoIsTrue() {
		assertThat(launch().isAotProcessing()).isFalse();
		System.setProperty("spring.aot.processing", "true");
		try {
			assertThat(launch().isAotProcessing()).isTrue();
		}
		finally {
			System.clearProperty("spring.aot.processing");
		}
	}

	@Test
	void isAugmentedWhenStartedByFromIsTrue() {
		assertThat(launch().isAugmented()).isFalse();
		AtomicBoolean augmented = new AtomicBoolean();
		SpringApplication.from((arguments) -> augmented.set(launch().isAugmented())).run();
		assertThat(augmented).isTrue();
	}

	@Test
	void isNativeImageOnTheJvmIsFalse() {
		assertThat(launch().isNativeImage()).isFalse();
	}

	@Test
	void isInServletContainerWhenABuilderOfAWarStartedItIsTrue() {
		assertThat(launch().isInServletContainer()).isFalse();
		this.application.addInitializers(new ServletContextApplicationContextInitializer(new MockServletContext()));
		assertThat(launch().isInServletContainer()).isTrue();
	}

	@Test
	void isTomcatWhenItsClassesAreThereIsTrue() {
		assertThat(launch().isTomcat()).isTrue();
		this.application
			.setResourceLoader(new DefaultResourceLoader(new FilteredClassLoader("org.springframework.boot.tomcat")));
		assertThat(launch().isTomcat()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "Linux,true", "Mac OS X,true", "Windows 11,false", "FreeBSD,false" })
	void isSupportedPlatformGoesByTheNameOfTheSystem(String name, boolean supported) {
		String actual = System.getProperty("os.name");
		System.setProperty("os.name", name);
		try {
			assertThat(launch().isSupportedPlatform()).isEqualTo(supported);
		}
		finally {
			System.setProperty("os.name", actual);
		}
	}

	@Test
	void runInATestStaysPlainAndServes(CapturedOutput output) throws IOException {
		try (ConfigurableApplicationContext context = SpringApplication.run(TinyApplication.class,
				"--cluster.workers=2", "--server.port=0")) {
			assertThat(context.getBean(Cluster.class).isClustered()).isFalse();
			assertServes(context);
		}
		assertThat(output).doesNotContain("Master process is running", "not clustered");
	}

	@Test
	void runWhenNotAWebApplicationStaysPlain() {
		try (ConfigurableApplicationContext context = SpringApplication.run(TinyApplication.class,
				"--cluster.workers=2", "--spring.main.web-application-type=none")) {
			assertThat(context.getBean(Cluster.class).isClustered()).isFalse();
		}
	}

	private static void assertServes(ConfigurableApplicationContext context) throws IOException {
		assertThat(context).isInstanceOf(ServletWebServerApplicationContext.class);
		int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
		HttpURLConnection connection = (HttpURLConnection) URI.create("http://localhost:" + port + "/")
			.toURL()
			.openConnection();
		assertThat(connection.getResponseCode()).isEqualTo(404);
		connection.disconnect();
	}

	private Launch launch() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
		ConfigurationPropertySources.attach(environment);
		return launch(environment);
	}

	private Launch launch(StandardEnvironment environment) {
		return new Launch(this.application, environment);
	}

	private static <T> T elsewhere(String thread, Supplier<T> question)
			throws ExecutionException, InterruptedException {
		CompletableFuture<T> answer = new CompletableFuture<>();
		new Thread(() -> answer.complete(question.get()), thread).start();
		return answer.get();
	}

	private static <T> T withSpringCloud(Supplier<T> question) {
		ClassLoader actual = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(new SpringCloudClassLoader(actual));
		try {
			return question.get();
		}
		finally {
			Thread.currentThread().setContextClassLoader(actual);
		}
	}

	/**
	 * A test that has the application's main method run.
	 */
	@Nested
	@SpringBootTest(classes = TinyApplication.class, useMainMethod = UseMainMethod.ALWAYS,
			webEnvironment = WebEnvironment.RANDOM_PORT, properties = "cluster.workers=2")
	class MainMethodTests {

		@Test
		void mainInATestStaysPlainAndServes(@Autowired ConfigurableApplicationContext context) throws IOException {
			assertThat(context.getBean(Cluster.class).isClustered()).isFalse();
			assertServes(context);
		}

	}

	/**
	 * The smallest web application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TinyApplication {

		public static void main(String[] args) {
			SpringApplication.run(TinyApplication.class, args);
		}

	}

	/**
	 * Has Spring Cloud's listener, of which nothing but the name matters.
	 */
	private static final class SpringCloudClassLoader extends ClassLoader {

		private static final String LISTENER = "org.springframework.cloud.bootstrap.BootstrapApplicationListener";

		SpringCloudClassLoader(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (!name.equals(LISTENER)) {
				throw new ClassNotFoundException(name);
			}
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", null);
			byte[] bytes = writer.toByteArray();
			return defineClass(name, bytes, 0, bytes.length);
		}

	}

}
