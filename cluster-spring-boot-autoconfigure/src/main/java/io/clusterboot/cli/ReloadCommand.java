package io.clusterboot.cli;

import io.clusterboot.ReloadReport;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Brings a new version.
 */
@Command(name = "reload",
		description = { "Replace all workers by ones of the jar as it is now, one after the other.",
				"If the new version does not start or fails soon, it is rolled back. "
						+ "Ctrl-C ends this command only; the reload goes on." })
final class ReloadCommand extends MasterCommand {

	@Option(names = "--json", description = "Print what POST /actuator/cluster answers.")
	private boolean json;

	ReloadCommand(Console console) {
		super(console);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		int generation = master.status().generation();
		Answer answer = watch(master, new Operation.Reload(), StatusLine::reload);
		if (this.json && answer instanceof Answer.Conflict conflict) {
			print(RecordJson.of(new Refusal(Result.REFUSED, conflict.reason(), generation)));
		}
		ReloadReport report = MasterConnection.expect(Answer.Reloaded.class, answer).report();
		if (this.json) {
			print(RecordJson.of(report));
		}
		return say(report);
	}

	private ExitCode say(ReloadReport report) {
		return switch (report.result()) {
			case SUCCEEDED -> {
				if (!this.json) {
					print("Generation " + report.generation() + " serves (" + Figures.duration(report.duration())
							+ ")");
				}
				yield ExitCode.DONE;
			}
			case ROLLED_BACK -> fail("Generation " + report.attempted() + " was rolled back, generation "
					+ report.generation() + " serves: " + report.reason());
			case REFUSED ->
				fail("Nothing was changed, generation " + report.generation() + " serves: " + report.reason());
		};
	}

	/**
	 * What the actuator answers when this is not the time.
	 *
	 * @param result always the same
	 * @param reason what stands in the way
	 * @param generation generation that serves
	 */
	record Refusal(Result result, String reason, int generation) {
	}

}
