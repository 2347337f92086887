package io.clusterboot.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;

/**
 * Takes in metrics by OTLP over HTTP, on the loopback interface.
 */
final class OtlpReceiver implements AutoCloseable {

	private final List<Export> exports = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	OtlpReceiver() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/v1/metrics", this::receive);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * What has come so far.
	 */
	List<Export> exports() {
		return List.copyOf(this.exports);
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange; InputStream in = body(exchange)) {
			ExportMetricsServiceRequest.parseFrom(in)
				.getResourceMetricsList()
				.forEach((metrics) -> this.exports.add(Export.of(metrics)));
			byte[] answer = ExportMetricsServiceResponse.getDefaultInstance().toByteArray();
			exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
			exchange.sendResponseHeaders(200, (answer.length > 0) ? answer.length : -1);
			exchange.getResponseBody().write(answer);
		}
	}

	private static InputStream body(HttpExchange exchange) throws IOException {
		boolean zipped = "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * What one process has said at one time.
	 *
	 * @param resource attributes of the process
	 * @param metrics names of its metrics
	 */
	record Export(Map<String, String> resource, List<String> metrics) {

		private static Export of(ResourceMetrics metrics) {
			return new Export(
					metrics.getResource()
						.getAttributesList()
						.stream()
						.collect(Collectors.toMap(KeyValue::getKey, Export::text)),
					metrics.getScopeMetricsList()
						.stream()
						.flatMap((scope) -> scope.getMetricsList().stream())
						.map(Metric::getName)
						.toList());
		}

		private static String text(KeyValue attribute) {
			return attribute.getValue().hasStringValue() ? attribute.getValue().getStringValue()
					: attribute.getValue().toString();
		}

		/**
		 * What has made it, Micrometer or an agent.
		 */
		String sdk() {
			return this.resource.getOrDefault("telemetry.sdk.name", "?");
		}

		String instance() {
			return this.resource.getOrDefault("service.instance.id", "?");
		}

		String worker() {
			return this.resource.getOrDefault("cluster.worker.index", "?");
		}

	}

}
