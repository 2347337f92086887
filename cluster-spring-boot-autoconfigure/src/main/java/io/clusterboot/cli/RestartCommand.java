package io.clusterboot.cli;

import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Replaces one worker.
 */
@Command(name = "restart",
		description = "Replace one worker by a fresh one of the same version, which serves before the old one ends.")
final class RestartCommand extends MasterCommand {

	@Parameters(paramLabel = "INDEX", description = "Index of the worker, from 0.")
	private int index;

	RestartCommand(Console console) {
		super(console);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		return act(master, new Operation.Restart(this.index), "Worker " + this.index + " was replaced",
				"Worker " + this.index + " was not replaced");
	}

}
