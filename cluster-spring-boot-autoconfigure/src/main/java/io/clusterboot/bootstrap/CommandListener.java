package io.clusterboot.bootstrap;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import io.clusterboot.cli.ClusterCommand;
import io.clusterboot.cli.CommandArguments;
import io.clusterboot.cli.Whereabouts;
import io.clusterboot.launch.CommandLine;
import io.clusterboot.worker.WorkerIdentity;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * The side door: a start whose arguments are a command for the cluster does nothing else.
 */
/*
 * It comes when the environment is complete, and before the logging system, which until
 * then keeps everything to itself: a command prints its own output alone, does not open
 * the log files of the master, and is there sooner.
 */
final class CommandListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private static final int USAGE = 2;

	@Override
	public int getOrder() {
		return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		find(event).ifPresent((arguments) -> System.exit(run(arguments, event)));
	}

	Optional<CommandArguments> find(ApplicationEnvironmentPreparedEvent event) {
		Launch launch = new Launch(event.getSpringApplication(), event.getEnvironment());
		return CommandArguments.find(event.getArgs())
			.filter((arguments) -> launch.mayBeCommand() && !new Door().isWorker(WorkerIdentity.of(System.getenv())));
	}

	private static int run(CommandArguments arguments, ApplicationEnvironmentPreparedEvent event) {
		try {
			Whereabouts whereabouts = whereabouts(event.getEnvironment());
			return new ClusterCommand(program(event.getArgs()), whereabouts, new PrintWriter(System.out),
					new PrintWriter(System.err, true))
				.execute(arguments);
		}
		catch (BindException ex) {
			System.err.println(explain(ex));
			return USAGE;
		}
	}

	static Whereabouts whereabouts(Environment environment) {
		Binder binder = Binder.get(environment);
		return new Whereabouts(binder.bind("cluster.run-directory", Path.class).orElse(null),
				binder.bind("server.port", Integer.class).orElse(Ports.DEFAULT_PORT));
	}

	static String explain(BindException exception) {
		ConfigurationProperty property = exception.getProperty();
		return exception.getName() + ": " + ((property != null) ? property.getValue() : null) + " (expected: "
				+ exception.getTarget().getType().toClass().getSimpleName().toLowerCase(Locale.ROOT) + ")";
	}

	private static String program(String[] arguments) {
		CommandLine commandLine = CommandLine.ofCurrentProcess(arguments);
		return "java " + String.join(" ", commandLine.mainPart());
	}

}
