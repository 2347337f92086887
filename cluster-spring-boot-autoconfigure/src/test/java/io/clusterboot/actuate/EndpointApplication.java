package io.clusterboot.actuate;

import java.nio.file.Files;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.management.HeapDumpWebEndpoint;
import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.InMemoryHttpExchangeRepository;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * An application with all endpoints that Spring Boot has, and one of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
@EnableScheduling
class EndpointApplication {

	@Bean
	HttpExchangeRepository httpExchanges() {
		return new InMemoryHttpExchangeRepository();
	}

	@Bean
	AuditEventRepository auditEvents() {
		return new InMemoryAuditEventRepository();
	}

	/*
	 * The heap of the tests would be a large one.
	 */
	@Bean
	HeapDumpWebEndpoint heapDumpWebEndpoint() {
		return new HeapDumpWebEndpoint() {

			@Override
			protected HeapDumper createHeapDumper() {
				return (live) -> Files.writeString(Files.createTempFile("heap", ".hprof"), "all objects").toFile();
			}

		};
	}

	@Bean
	NoteEndpoint noteEndpoint() {
		return new NoteEndpoint();
	}

	@Bean
	Visits visits() {
		return new Visits();
	}

	/**
	 * A counter and a gauge of the application.
	 */
	static final class Visits implements MeterBinder {

		private final AtomicReference<@Nullable Counter> counter = new AtomicReference<>();

		private volatile int measured;

		@Override
		public void bindTo(MeterRegistry registry) {
			this.counter.set(Counter.builder("visits").register(registry));
			Gauge.builder("visitors", this, Visits::measure).register(registry);
		}

		private double measure() {
			this.measured++;
			return 2;
		}

		int measured() {
			return this.measured;
		}

		void happen(int times) {
			Counter counter = this.counter.get();
			if (counter != null) {
				counter.increment(times);
			}
		}

	}

	/**
	 * An endpoint that keeps a note, and knows who reads it.
	 */
	@Endpoint(id = "note")
	static class NoteEndpoint {

		private volatile String note = "";

		@ReadOperation
		Map<String, Object> note(SecurityContext context) {
			Principal principal = context.getPrincipal();
			return Map.of("note", this.note, "reader", (principal != null) ? principal.getName() : "", "operator",
					context.isUserInRole("OPERATOR"), "visitor", context.isUserInRole("VISITOR"));
		}

		@ReadOperation
		String line(@Selector String name) {
			if ("broken".equals(name)) {
				throw new IllegalStateException("broken on purpose");
			}
			return name + ":" + this.note;
		}

		@WriteOperation
		@Nullable String write(String note) {
			if ("refused".equals(note)) {
				throw new InvalidEndpointRequestException("the note is refused", "the note is refused");
			}
			this.note = note;
			return "echo".equals(note) ? note : null;
		}

		@DeleteOperation
		WebEndpointResponse<String> forget() {
			this.note = "";
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_TOO_MANY_REQUESTS);
		}

	}

}
