package io.clusterboot.cli;

import java.io.PrintWriter;
import java.time.Clock;

import io.clusterboot.cli.MasterConnection.Patience;
import io.clusterboot.os.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command {@code cluster}, and all that it can be asked for.
 */
@Command(name = "cluster", synopsisSubcommandLabel = "COMMAND", description = "Talk to the running master.",
		footer = { "", "The master is found by the properties that it was started with: give the same",
				"--server.port=<port> or --cluster.run-directory=<directory>, if they are not in",
				"the configuration of the application.", "",
				"Ctrl-C ends a command only; what it has asked for goes on." })
public final class ClusterCommand {

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this help.")
	private boolean help;

	private final CommandLine commandLine;

	/**
	 * Create the command.
	 * @param program what stands before {@code cluster} where it is called
	 * @param whereabouts where the master runs
	 * @param out where results go
	 * @param err where progress and reasons go
	 */
	public ClusterCommand(String program, Whereabouts whereabouts, PrintWriter out, PrintWriter err) {
		this(program, consoleFor(whereabouts, out, err));
	}

	ClusterCommand(String program, Console console) {
		this.commandLine = new CommandLine(this);
		this.commandLine.getCommandSpec()
			.name(program + " cluster")
			.usageMessage()
			.exitCodeListHeading("%nExit codes:%n")
			.exitCodeList(ExitCode.meanings());
		add(new StatusCommand(console), new ReloadCommand(console), new ScaleCommand(console),
				new RestartCommand(console), new ThreadsCommand(console), new StopCommand(console), new HelpCommand());
		this.commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
			.setOut(console.out())
			.setErr(console.err())
			.setParameterExceptionHandler((ex, arguments) -> explain(ex))
			.setExecutionExceptionHandler((ex, commandLine, result) -> explain(ex, commandLine));
	}

	private static Console consoleFor(Whereabouts whereabouts, PrintWriter out, PrintWriter err) {
		Clock clock = Clock.systemUTC();
		return new Console(out, err,
				() -> Terminal.showsStandardError() ? new Progress.Live(err, clock) : new Progress.Steps(err),
				() -> MasterConnection.open(whereabouts, Patience.DEFAULT), clock);
	}

	private void add(Object... commands) {
		for (Object command : commands) {
			this.commandLine.addSubcommand(command);
		}
	}

	private static int explain(ParameterException exception) {
		PrintWriter err = exception.getCommandLine().getErr();
		err.println(exception.getMessage());
		exception.getCommandLine().usage(err);
		return ExitCode.USAGE.code();
	}

	private static int explain(Exception exception, CommandLine commandLine) throws Exception {
		if (exception instanceof CommandException failure) {
			commandLine.getErr().println(failure.getMessage());
			return failure.exitCode().code();
		}
		throw exception;
	}

	/**
	 * Do what was asked for.
	 * @param arguments what follows {@code cluster}
	 * @return the exit code
	 */
	public int execute(CommandArguments arguments) {
		int exitCode = this.commandLine.execute(arguments.words().toArray(String[]::new));
		this.commandLine.getOut().flush();
		this.commandLine.getErr().flush();
		return exitCode;
	}

}
