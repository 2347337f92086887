package io.clusterboot.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.clusterboot.Role;
import io.clusterboot.WrongConfigurationException;
import io.clusterboot.listen.DrainableServers;
import io.clusterboot.os.Signals;
import io.clusterboot.redis.RedisPipe;
import io.clusterboot.worker.WorkerAgent;
import io.clusterboot.worker.WorkerIdentity;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The door through which every start of an application comes: a master stays here, a
 * worker or a plain application goes on.
 */
/*
 * It is the last listener, so that it sees the complete environment and can log. A master
 * never leaves environmentPrepared: System.exit at the end keeps whatever follows run()
 * in the application's main method from happening in the master, too.
 */
final class ClusterRunListener implements SpringApplicationRunListener, Ordered {

	private static final Log logger = LogFactory.getLog(ClusterRunListener.class);

	/*
	 * A process has one role, while an application may run several SpringApplications in
	 * it: the first that qualifies has it.
	 */
	private static final AtomicBoolean taken = new AtomicBoolean();

	/*
	 * EX_CONFIG of sysexits.h, by which the master knows that another try is in vain.
	 */
	private static final int WRONG_CONFIGURATION = 78;

	private final SpringApplication application;

	private final String[] arguments;

	private @Nullable WorkerAgent agent;

	private @Nullable DrainableServers servers;

	ClusterRunListener(SpringApplication application, String[] arguments) {
		this.application = application;
		this.arguments = arguments;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		Optional<WorkerIdentity> identity = WorkerIdentity.of(System.getenv());
		Decision decision = new Door().decide(identity, environment, new Launch(this.application, environment));
		if (decision.reason() != null) {
			explain(decision);
		}
		if (decision.role() == Role.NONE || !taken.compareAndSet(false, true)) {
			return;
		}
		if (decision.role() == Role.MASTER) {
			System.exit(new MasterStart(environment, this.arguments).run());
		}
		identity.ifPresent(this::becomeWorker);
	}

	private static void explain(Decision decision) {
		String text = "This application is not clustered although cluster.workers is set: " + decision.reason();
		if (decision.isWarning()) {
			logger.warn(text);
		}
		else {
			logger.info(text);
		}
	}

	private void becomeWorker(WorkerIdentity identity) {
		try {
			DrainableServers servers = new DrainableServers(identity.listen());
			keepRedis();
			WorkerAgent agent = WorkerAgent.connect(identity, servers);
			// Ctrl-C and the end of a terminal reach all of its processes; the master
			// decides
			Signals.handle("INT", () -> logger.debug("SIGINT is left to the master"));
			Signals.handle("HUP", () -> logger.debug("SIGHUP is left to the master"));
			Signals.handle("TERM", () -> agent.leave("SIGTERM"));
			this.servers = servers;
			this.agent = agent;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No connection to the master (pid " + identity.masterPid() + ") at "
					+ identity.socket() + ": " + ex.getMessage(), ex);
		}
	}

	/*
	 * Where the pipe is gone the master is, too, which the connection to it tells.
	 */
	private static void keepRedis() {
		String pipe = System.getenv(ClusterRedis.PIPE);
		try {
			if (pipe != null) {
				RedisPipe.keepOpen(Path.of(pipe));
			}
		}
		catch (IOException ex) {
			logger.debug("Redis does not wait for this worker", ex);
		}
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		if (this.agent != null && this.servers != null) {
			context.getBeanFactory().registerSingleton("clusterWorkerAgent", this.agent);
			context.getBeanFactory().registerSingleton("clusterServers", this.servers);
			context.getBeanFactory().registerSingleton("clusterLeaderSeat", this.agent.seat());
			context.getBeanFactory().registerSingleton("clusterRelay", this.agent.relay());
		}
	}

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.agent == null || this.servers == null) {
			return;
		}
		if (this.servers.isEmpty()) {
			throw new IllegalStateException("No web server of this application accepts connections for the cluster: "
					+ "the cluster needs a Tomcat connector with the protocol that Spring Boot configures");
		}
		this.agent.ready(new ContextApplication(context));
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		if (this.agent != null) {
			this.agent.failed(exception);
			if (isOfWrongConfiguration(exception)) {
				endWith(WRONG_CONFIGURATION);
			}
		}
	}

	private static boolean isOfWrongConfiguration(Throwable exception) {
		Throwable cause = exception;
		while (cause != null && !(cause instanceof WrongConfigurationException)) {
			cause = cause.getCause();
		}
		return cause != null;
	}

	/*
	 * When Spring Boot has told what is wrong, it lets this thread end, and with it the
	 * process, with exit code 1.
	 */
	private static void endWith(int exitCode) {
		Thread failing = Thread.currentThread();
		new Thread(() -> {
			try {
				failing.join();
				System.exit(exitCode);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "cluster-exit").start();
	}

}
