package io.clusterboot.ipc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection between master and worker.
 */
/*
 * Two daemon threads: one reads and hands every message to the listener, one writes what
 * was queued. So neither the master's loop nor a request thread ever blocks on a process
 * that does not read.
 */
public final class Connection implements Peer {

	private static final Log logger = LogFactory.getLog(Connection.class);

	/*
	 * A worker sends some messages a second, and what 512 workers measure comes to it in
	 * a few messages of each. This many unread ones mean that the other side has stopped
	 * reading.
	 */
	private static final int MAX_QUEUED = 4096;

	private static final CountDownLatch REACHED_UNSEEN = new CountDownLatch(0);

	private final SocketChannel channel;

	private final InputStream in;

	private final MessageCodec codec = new MessageCodec();

	private final BlockingQueue<Outgoing> queue = new LinkedBlockingQueue<>(MAX_QUEUED);

	private final AtomicBoolean closed = new AtomicBoolean();

	private final CountDownLatch written = new CountDownLatch(1);

	Connection(SocketChannel channel) {
		this.channel = channel;
		this.in = new BufferedInputStream(new ChannelInput(channel));
	}

	/**
	 * Connect to a master.
	 * @param socket path of its control socket
	 * @return a connection that is not started yet
	 * @throws IOException if nobody listens there
	 */
	public static Connection open(Path socket) throws IOException {
		return new Connection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
	}

	/**
	 * Begin to read and write.
	 * @param name of the threads
	 * @param listener told of every message, on the reading thread
	 */
	public void start(String name, Listener listener) {
		thread(name + "-reader", () -> readAll(listener));
		thread(name + "-writer", this::writeAll);
	}

	/**
	 * Read the first message before the connection is started.
	 * @return the message, or {@code null} if the other side said nothing
	 * @throws IOException if it said something else
	 */
	@Nullable Message readFirst() throws IOException {
		return this.codec.read(this.in);
	}

	@Override
	public void send(Message message) {
		if (!this.closed.get() && !this.queue.offer(Outgoing.of(message))) {
			logger.warn(MAX_QUEUED + " messages are not read by the other side; the connection is closed");
			closeNow();
		}
	}

	@Override
	public void close() {
		if (!this.queue.offer(Outgoing.END)) {
			closeNow();
		}
	}

	/**
	 * Return whether nothing can be said or heard any more.
	 * @return whether it is closed
	 */
	public boolean isClosed() {
		return this.closed.get();
	}

	/**
	 * Wait until what was queued is written.
	 * @param timeout how long to wait at most
	 * @return whether all is written
	 */
	public boolean flush(Duration timeout) {
		Outgoing mark = Outgoing.mark();
		if (this.closed.get() || !this.queue.offer(mark)) {
			return false;
		}
		if (this.closed.get()) {
			// The queue may have been cleared before the mark was in it
			return false;
		}
		try {
			return mark.reached().await(timeout.toMillis(), TimeUnit.MILLISECONDS) && !this.closed.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Close the connection, and wait until what was queued is written.
	 * @param timeout how long to wait at most
	 */
	public void closeAndWait(Duration timeout) {
		close();
		try {
			if (!this.written.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.debug("The other side did not read all in " + timeout);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void closeNow() {
		if (this.closed.compareAndSet(false, true)) {
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				logger.debug("Closing the control connection failed", ex);
			}
			for (Outgoing lost = this.queue.poll(); lost != null; lost = this.queue.poll()) {
				lost.reached().countDown();
			}
			this.queue.offer(Outgoing.END);
		}
	}

	private void readAll(Listener listener) {
		try {
			for (Message message = this.codec.read(this.in); message != null; message = this.codec.read(this.in)) {
				listener.received(this, message);
			}
		}
		catch (MalformedMessageException ex) {
			logger.warn("Dropped a control connection that sent a " + ex.getMessage());
		}
		catch (IOException ex) {
			logger.debug("The control connection broke", ex);
		}
		finally {
			closeNow();
			listener.closed(this);
		}
	}

	private void writeAll() {
		try {
			for (Outgoing next = this.queue.take(); !next.isEnd(); next = this.queue.take()) {
				Message message = next.message();
				if (message != null) {
					write(ByteBuffer.wrap(this.codec.encode(message)));
				}
				next.reached().countDown();
			}
		}
		catch (IOException ex) {
			logger.debug("The control connection broke", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			closeNow();
			this.written.countDown();
		}
	}

	private void write(ByteBuffer frame) throws IOException {
		while (frame.hasRemaining()) {
			this.channel.write(frame);
		}
	}

	static void thread(String name, Runnable task) {
		Thread thread = new Thread(null, task, name, 256 * 1024);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Told what a connection brings.
	 */
	public interface Listener {

		/**
		 * A message came.
		 * @param peer the other side
		 * @param message the message
		 */
		void received(Peer peer, Message message);

		/**
		 * The other side is gone. Called once, last.
		 * @param peer the other side
		 */
		void closed(Peer peer);

	}

	/**
	 * What is queued: a message, or a mark between two of them.
	 */
	private record Outgoing(@Nullable Message message, CountDownLatch reached) {

		static final Outgoing END = mark();

		static Outgoing of(Message message) {
			return new Outgoing(message, REACHED_UNSEEN);
		}

		static Outgoing mark() {
			return new Outgoing(null, new CountDownLatch(1));
		}

		boolean isEnd() {
			return this == END;
		}

	}

	/**
	 * Reads from a channel.
	 */
	/*
	 * The streams of java.nio.channels.Channels hold the channel's blocking lock while
	 * they wait, up to JDK 18 (JDK-8279339): a reader would keep the writer from writing.
	 */
	private static final class ChannelInput extends InputStream {

		private final SocketChannel channel;

		ChannelInput(SocketChannel channel) {
			this.channel = channel;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return this.channel.read(ByteBuffer.wrap(bytes, offset, length));
		}

	}

}
