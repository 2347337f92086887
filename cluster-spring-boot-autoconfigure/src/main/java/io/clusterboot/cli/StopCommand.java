package io.clusterboot.cli;

import java.time.Duration;
import java.time.Instant;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Operation;
import picocli.CommandLine.Command;

/**
 * Ends the cluster.
 */
@Command(name = "stop", description = "Let all workers finish what they have accepted, then end them and the master.")
final class StopCommand extends MasterCommand {

	/*
	 * Between the end of the connection and that of the process, the master only removes
	 * its files.
	 */
	private static final Duration LAST_STEPS = Duration.ofSeconds(30);

	StopCommand(Console console) {
		super(console);
	}

	@Override
	ExitCode perform(MasterConnection master) {
		Instant start = now();
		ClusterStatus status = master.status();
		Progress progress = progress();
		try {
			// Whoever asks twice does not want to wait, and that nobody has said here
			if (status.state() != ClusterState.STOPPING) {
				MasterConnection.expect(Answer.Done.class,
						master.perform(new Operation.Stop(), (later) -> progress.show(StatusLine.left(later))));
			}
			master.awaitEnd((later) -> progress.show(StatusLine.left(later)));
		}
		catch (CommandException ex) {
			// Where there is little to stop, the end may overtake the answer
			if (!master.isClosed()) {
				throw ex;
			}
		}
		finally {
			progress.end();
		}
		return awaitEnd(new MasterPid(status.master().pid()), start);
	}

	private ExitCode awaitEnd(MasterPid pid, Instant start) {
		if (!pid.awaitEnd(LAST_STEPS)) {
			throw new CommandException(ExitCode.NO_ANSWER, "All workers have ended, the master (" + pid
					+ ") has not within " + Figures.duration(LAST_STEPS) + ". Look at its threads with jstack.");
		}
		print("The cluster has stopped (" + Figures.duration(Duration.between(start, now())) + ")");
		return ExitCode.DONE;
	}

}
