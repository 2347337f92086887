package io.clusterboot.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Command;

/**
 * Shows what a worker is doing.
 */
@Command(name = "threads", description = "Print the stacks of a worker's threads.")
final class ThreadsCommand extends WorkerCommand {

	ThreadsCommand(Console console) {
		super(console);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		Answer answer = master.perform(new Operation.Threads(index()), (status) -> {
		});
		String file = MasterConnection.expect(Answer.Threads.class, answer).file();
		try {
			print(new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8).stripTrailing());
			return ExitCode.DONE;
		}
		catch (IOException ex) {
			return fail("The stacks were written to " + file + ", which cannot be read: " + ex);
		}
	}

}
