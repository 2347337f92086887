package io.clusterboot.cli;

import picocli.CommandLine.Parameters;

/**
 * A command about one worker.
 */
abstract class WorkerCommand extends MasterCommand {

	private int index;

	WorkerCommand(Console console) {
		super(console);
	}

	@Parameters(paramLabel = "INDEX", description = "Index of the worker, from 0.")
	final void setIndex(int index) {
		this.index = atLeast(0, "INDEX", index);
	}

	final int index() {
		return this.index;
	}

}
