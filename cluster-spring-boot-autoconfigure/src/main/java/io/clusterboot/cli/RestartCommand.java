package io.clusterboot.cli;

import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Command;

/**
 * Replaces one worker.
 */
@Command(name = "restart",
		description = "Replace one worker by a fresh one of the same version, which serves before the old one ends.")
final class RestartCommand extends WorkerCommand {

	RestartCommand(Console console) {
		super(console);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		return act(master, new Operation.Restart(index()), "Worker " + index() + " was replaced",
				"Worker " + index() + " was not replaced");
	}

}
