package io.clusterboot.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.clusterboot.ActionReport;
import io.clusterboot.ActionReport.Result;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that a master is needed for.
 */
abstract class MasterCommand implements Callable<Integer> {

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this help.")
	private boolean help;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	private final Console console;

	MasterCommand(Console console) {
		this.console = console;
	}

	@Override
	public final Integer call() {
		try (MasterConnection master = this.console.master().get()) {
			return perform(master).code();
		}
	}

	abstract ExitCode perform(MasterConnection master);

	/**
	 * Ask for something that takes its time, and show how far it is.
	 */
	final Answer watch(MasterConnection master, Operation operation, Function<ClusterStatus, String> text) {
		Progress progress = this.console.progress().get();
		try {
			return master.perform(operation, (status) -> progress.show(text.apply(status)));
		}
		finally {
			progress.end();
		}
	}

	/**
	 * Ask for something that ends with an {@link ActionReport}, and say what came of it.
	 */
	final ExitCode act(MasterConnection master, Operation operation, String success, String failure) {
		ActionReport report = MasterConnection.expect(Answer.Done.class, watch(master, operation, StatusLine::workers))
			.report();
		if (report.result() != Result.SUCCEEDED) {
			return fail(failure + ": " + report.reason());
		}
		print(success + " (" + Figures.duration(report.duration()) + ")");
		return ExitCode.DONE;
	}

	/**
	 * Refuse a number that cannot be meant.
	 */
	final int atLeast(int least, String name, int value) {
		if (value < least) {
			throw new ParameterException(this.spec.commandLine(),
					name + ": " + value + " (expected: " + least + " or more)");
		}
		return value;
	}

	final void print(String line) {
		this.console.out().println(line);
	}

	/**
	 * Say why it did not work.
	 */
	final ExitCode fail(String reason) {
		this.console.err().println(reason);
		return ExitCode.FAILED;
	}

	final Instant now() {
		return this.console.clock().instant();
	}

	final Progress progress() {
		return this.console.progress().get();
	}

}
