package io.clusterboot.redis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.clusterboot.os.Forks;

/**
 * A named pipe which everybody holds open who needs the server: its guard ends it when
 * the last of them has let go.
 */
/*
 * The kernel lets go for whoever ends, however that comes to pass. Opened for reading and
 * writing, a pipe never makes anybody wait (fifo(7)).
 */
public final class RedisPipe implements AutoCloseable {

	/*
	 * A channel that nobody refers to is closed.
	 */
	private static final List<RedisPipe> KEPT = new ArrayList<>();

	private final Path path;

	private final FileChannel channel;

	private RedisPipe(Path path) throws IOException {
		this.path = path;
		this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
	}

	/**
	 * Make a pipe, and hold it open.
	 * @param path where
	 * @return the pipe
	 * @throws IOException if that is not possible
	 * @throws InterruptedException if this thread is interrupted
	 */
	static RedisPipe make(Path path) throws IOException, InterruptedException {
		Process process = Forks
			.start(new ProcessBuilder("mkfifo", "-m", "600", path.toString()).redirectErrorStream(true));
		String output = new String(process.getInputStream().readAllBytes()).strip();
		process.waitFor(1, TimeUnit.SECONDS);
		if (!output.isEmpty()) {
			throw new IOException(output);
		}
		return new RedisPipe(path);
	}

	/**
	 * Hold a pipe open until this process ends.
	 * @param path the pipe
	 * @throws IOException if it is not there any more
	 */
	public static void keepOpen(Path path) throws IOException {
		synchronized (KEPT) {
			KEPT.add(new RedisPipe(path));
		}
	}

	Path path() {
		return this.path;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
