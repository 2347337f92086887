package io.clusterboot.cli;

import io.clusterboot.ClusterStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows how everybody is.
 */
@Command(name = "status", description = "Show the state of the cluster and of each worker.")
final class StatusCommand extends MasterCommand {

	@Option(names = "--json", description = "Print what GET /actuator/cluster answers.")
	private boolean json;

	StatusCommand(Console console) {
		super(console);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		ClusterStatus status = master.status();
		if (this.json) {
			print(RecordJson.of(status));
		}
		else {
			new StatusText(status, now()).lines().forEach(this::print);
		}
		return ExitCode.DONE;
	}

}
