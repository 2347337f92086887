package io.clusterboot.listen;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.clusterboot.os.FileDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket that this worker has inherited from its master.
 */
/*
 * To wake the thread that is blocked in accept without touching the other workers, this
 * worker closes its own descriptors. The JDK then points the descriptors 0, 1 and 2 at
 * /dev/null (sun.nio.ch.InheritedChannel.detachIOStreams), so 1 and 2 are kept and put
 * back: the log goes on.
 */
public final class AdoptedSocket implements WorkerSocket {

	private final FileDescriptors descriptors;

	private final Object closing = new Object();

	private @Nullable ServerSocketChannel channel;

	private int listener = -1;

	/**
	 * Create the socket; it is adopted when it is prepared.
	 * @param descriptors access to file descriptors
	 */
	public AdoptedSocket(FileDescriptors descriptors) {
		this.descriptors = descriptors;
	}

	@Override
	public void prepare() throws IOException {
		if (!(System.inheritedChannel() instanceof ServerSocketChannel inherited)) {
			throw new IOException("The standard input of this worker is not the master's listening socket");
		}
		this.channel = inherited;
		this.listener = this.descriptors.duplicate(FileDescriptors.STDIN);
		// Or a process that the application starts would inherit the socket in turn
		this.descriptors.emptyStandardInput();
	}

	@Override
	public void listen() {
		// The master does
	}

	@Override
	public SocketChannel accept() throws IOException {
		return channel().accept();
	}

	@Override
	public boolean ignoreNewConnections() {
		synchronized (this.closing) {
			return this.listener >= 0 && this.descriptors.ignoreNewConnections(this.listener);
		}
	}

	@Override
	public int queueLength() {
		synchronized (this.closing) {
			return (this.listener >= 0) ? this.descriptors.queueLength(this.listener) : 0;
		}
	}

	@Override
	public void close() throws IOException {
		synchronized (this.closing) {
			if (this.listener < 0) {
				return;
			}
			this.descriptors.close(this.listener);
			this.listener = -1;
			closeButKeepOutput();
		}
	}

	private void closeButKeepOutput() throws IOException {
		System.out.flush();
		System.err.flush();
		int out = this.descriptors.duplicate(1);
		int err = this.descriptors.duplicate(2);
		try {
			channel().close();
		}
		finally {
			this.descriptors.replace(out, 1);
			this.descriptors.replace(err, 2);
			this.descriptors.close(out);
			this.descriptors.close(err);
		}
	}

	@Override
	public ServerSocketChannel channel() {
		ServerSocketChannel channel = this.channel;
		if (channel == null) {
			throw new IllegalStateException("The listening socket is not adopted yet");
		}
		return channel;
	}

}
