package io.clusterboot.os;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The terminal that somebody may sit at.
 */
/*
 * System.console() tells of input and output together, and from JDK 22 on there is one
 * without a terminal, too.
 */
public final class Terminal {

	private static final Log logger = LogFactory.getLog(Terminal.class);

	private static final int STDERR = 2;

	private Terminal() {
	}

	/**
	 * Return whether it shows the standard error output.
	 * @return {@code false} for a file or a pipe, and where it is not known
	 */
	public static boolean showsStandardError() {
		if (Platform.isWindows()) {
			return false;
		}
		try {
			return Native.load("c", LibC.class).isatty(STDERR) == 1;
		}
		catch (LinkageError | RuntimeException ex) {
			logger.debug("Whether there is a terminal is not known", ex);
			return false;
		}
	}

}
