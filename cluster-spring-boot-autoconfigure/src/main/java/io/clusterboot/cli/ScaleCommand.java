package io.clusterboot.cli;

import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Changes the number of workers.
 */
@Command(name = "scale",
		description = "Have another number of workers. Those that are too many finish what they have accepted.")
final class ScaleCommand extends MasterCommand {

	private int workers;

	ScaleCommand(Console console) {
		super(console);
	}

	@Parameters(paramLabel = "N", description = "How many, 1 or more.")
	void setWorkers(int workers) {
		this.workers = atLeast(1, "N", workers);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		String target = Figures.count(this.workers, "worker");
		return act(master, new Operation.Scale(this.workers), target + " active", "Not scaled to " + target);
	}

}
