package io.clusterboot.os;

import java.util.concurrent.CountDownLatch;

/**
 * Ends when it is sent SIGHUP.
 */
public final class HangUpMain {

	private HangUpMain() {
	}

	public static void main(String[] args) throws InterruptedException {
		CountDownLatch hungUp = new CountDownLatch(1);
		Signals.handleHangUp(hungUp::countDown);
		System.out.println("ready");
		hungUp.await();
		System.out.println("hung up");
	}

}
