package io.clusterboot.os;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Signals that this process handles itself.
 */
/*
 * sun.misc.Signal, of the module jdk.unsupported, is the only API for signals. It is
 * reached by reflection because javac warns of every direct use and cannot be told not
 * to.
 */
public final class Signals {

	private static final Log logger = LogFactory.getLog(Signals.class);

	private static final int SIGHUP = 1;

	private static final int SIGQUIT = 3;

	private Signals() {
	}

	/**
	 * Handle SIGHUP, also if this process was started to ignore it, as {@code nohup}
	 * does.
	 * @param action run on a thread of the JVM, must only enqueue
	 */
	/*
	 * The JVM leaves this signal alone where it is ignored (jvm_posix.cpp,
	 * JVM_RegisterSignal).
	 */
	public static void handleHangUp(Runnable action) {
		try {
			if (!Platform.isWindows()) {
				Native.load("c", LibC.class).signal(SIGHUP, null);
			}
		}
		catch (LinkageError | RuntimeException ex) {
			logger.debug("SIGHUP stays ignored if it was", ex);
		}
		handle("HUP", action);
	}

	/**
	 * Send SIGQUIT, which makes a JVM write its stacks to its standard output.
	 * @param pid process id of a child of this process
	 */
	public static void quit(long pid) {
		try {
			Native.load("c", LibC.class).kill(Math.toIntExact(pid), SIGQUIT);
		}
		catch (LastErrorException ex) {
			logger.debug("Process " + pid + " has ended", ex);
		}
		catch (LinkageError | RuntimeException ex) {
			logger.warn("No signal was sent to process " + pid + ": " + ex);
		}
	}

	/**
	 * Handle a signal. Where that is not allowed, as with {@code -Xrs}, or the signal
	 * does not exist, the default stays in force.
	 * @param name of the signal, without SIG
	 * @param action run on a thread of the JVM, must only enqueue
	 */
	public static void handle(String name, Runnable action) {
		try {
			Class<?> signalType = Class.forName("sun.misc.Signal");
			Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
			Object handler = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] { handlerType },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "handle" -> {
							action.run();
							yield null;
						}
						case "hashCode" -> System.identityHashCode(proxy);
						case "equals" -> proxy == arguments[0];
						default -> "handler of SIG" + name;
					});
			Object signal = signalType.getConstructor(String.class).newInstance(name);
			signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
		}
		catch (InvocationTargetException ex) {
			logger.debug("SIG" + name + " is left to the JVM: " + ex.getTargetException().getMessage());
		}
		catch (ReflectiveOperationException ex) {
			logger.warn("SIG" + name + " is left to the JVM: it has no sun.misc.Signal (module jdk.unsupported)");
		}
	}

}
