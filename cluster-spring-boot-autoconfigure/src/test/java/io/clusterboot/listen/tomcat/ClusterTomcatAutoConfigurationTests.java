package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.PortReservation;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClusterTomcatAutoConfiguration} and
 * {@link ClusterManagementConfiguration}.
 */
class ClusterTomcatAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
				ClusterTomcatAutoConfiguration.class));

	@Test
	void plainApplicationKeepsItsTomcat() {
		this.runner.withPropertyValues("server.port=0").run((context) -> {
			assertThat(context).hasSingleBean(ClusterConnectorCustomizer.class);
			TomcatServletWebServerFactory factory = context.getBean(TomcatServletWebServerFactory.class);
			assertThat(factory.getProtocol()).isEqualTo(TomcatWebServerFactory.DEFAULT_PROTOCOL);
			int port = ((AnnotationConfigServletWebServerApplicationContext) context.getSourceApplicationContext())
				.getWebServer()
				.getPort();
			new RawClient(port).close();
		});
	}

	@Test
	void workerListensWhenItIsToldTo() throws IOException {
		DrainableServers servers = new DrainableServers(ListenMode.REUSE_PORT);
		try (PortReservation master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
			this.runner.withBean("clusterServers", DrainableServers.class, () -> servers)
				.withPropertyValues("server.address=127.0.0.1", "server.port=" + master.port())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(servers.isEmpty()).isFalse();
					assertThatExceptionOfType(ConnectException.class)
						.isThrownBy(() -> new RawClient(master.port()).close());
					servers.activate();
					new RawClient(master.port()).close();
				});
		}
	}

	@Test
	void workerLogsSlowRequestsIfThatIsWanted() throws IOException {
		DrainableServers servers = new DrainableServers(ListenMode.REUSE_PORT);
		try (PortReservation master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
			this.runner.withBean("clusterServers", DrainableServers.class, () -> servers)
				.withPropertyValues("server.address=127.0.0.1", "server.port=" + master.port(),
						"cluster.slow-request=5s")
				.run((context) -> assertThat(context.getBean(TomcatServletWebServerFactory.class).getEngineValves())
					.hasExactlyElementsOfTypes(SlowRequestValve.class));
		}
	}

	@Test
	void nothingIsThereWithoutTomcat() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterTomcatAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(Tomcat.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterConnectorCustomizer.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterTomcatAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(TomcatWebServerFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterConnectorCustomizer.class));
	}

	@Test
	void managementHasItsOwnSocketWhereItHasItsOwnPort() {
		assertThat(AnnotatedElementUtils.findMergedAnnotation(ClusterManagementConfiguration.class,
				ManagementContextConfiguration.class))
			.satisfies((annotation) -> assertThat(annotation.value()).isEqualTo(ManagementContextType.CHILD));
		assertThat(ImportCandidates.load(ManagementContextConfiguration.class, null))
			.contains(ClusterManagementConfiguration.class.getName());
		new ApplicationContextRunner().withUserConfiguration(ClusterManagementConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(ClusterConnectorCustomizer.class));
	}

}
