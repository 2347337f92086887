package io.clusterboot.listen;

/**
 * Holds an acceptor back until its worker is told to accept.
 */
public final class ActivationGate {

	private enum State {

		CLOSED, OPEN, LEAVING

	}

	private State state = State.CLOSED;

	/**
	 * Let the acceptor pass.
	 */
	public synchronized void open() {
		if (this.state == State.CLOSED) {
			this.state = State.OPEN;
			notifyAll();
		}
	}

	/**
	 * Send the acceptor home, for good.
	 */
	public synchronized void leave() {
		this.state = State.LEAVING;
		notifyAll();
	}

	/**
	 * Wait until the gate opens.
	 * @return whether it may accept; if not, it never will
	 * @throws InterruptedException if the thread is interrupted
	 */
	public synchronized boolean pass() throws InterruptedException {
		while (this.state == State.CLOSED) {
			wait();
		}
		return this.state == State.OPEN;
	}

}
