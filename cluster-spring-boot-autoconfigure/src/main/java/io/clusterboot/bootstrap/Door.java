package io.clusterboot.bootstrap;

import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

import io.clusterboot.Role;
import io.clusterboot.worker.WorkerIdentity;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Decides once whether this JVM is a master, a worker, or neither.
 */
final class Door {

	private final LongSupplier parentPid;

	private final LongPredicate isAlive;

	Door() {
		this(() -> ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L),
				(pid) -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
	}

	Door(LongSupplier parentPid, LongPredicate isAlive) {
		this.parentPid = parentPid;
		this.isAlive = isAlive;
	}

	/**
	 * Return whether a master has started this process.
	 * @param identity what the environment says, if a master is in it
	 * @return whether this process is that worker; a process that a worker has started
	 * inherits its environment, but has another parent
	 */
	boolean isWorker(Optional<WorkerIdentity> identity) {
		return identity.filter((worker) -> worker.masterPid() == this.parentPid.getAsLong()).isPresent();
	}

	Decision decide(Optional<WorkerIdentity> identity, Environment environment, Launch launch) {
		if (isWorker(identity)) {
			return Decision.of((launch.isWeb() && !launch.isSpringCloudBootstrap()) ? Role.WORKER : Role.NONE);
		}
		if (identity.isPresent()) {
			return besides(identity.get());
		}
		if (!environment.containsProperty("cluster.workers") || !isEnabled(environment)) {
			return Decision.of(Role.NONE);
		}
		return mayBeMaster(launch);
	}

	/*
	 * Without its master a worker would become an application of its own, and hold on to
	 * the port.
	 */
	private Decision besides(WorkerIdentity identity) {
		if (!this.isAlive.test(identity.masterPid())) {
			throw new OrphanedWorkerException(identity.masterPid());
		}
		return Decision.plainBecause("it was started by a worker of master " + identity.masterPid());
	}

	/*
	 * What is neither true nor false is left to the master, which refuses it.
	 */
	private static boolean isEnabled(Environment environment) {
		try {
			return Binder.get(environment).bind("cluster.enabled", Boolean.class).orElse(true);
		}
		catch (BindException ex) {
			return true;
		}
	}

	private static Decision mayBeMaster(Launch launch) {
		if (launch.isSpringCloudBootstrap() || launch.isTest() || launch.isAotProcessing()) {
			return Decision.of(Role.NONE);
		}
		if (launch.isTraining()) {
			return Decision.plainBecause("this is a training run (spring.context.exit, spring.context.checkpoint)");
		}
		if (!launch.isWeb()) {
			return Decision.plainBecause("it is no web application");
		}
		return mayWebApplicationBeMaster(launch);
	}

	private static Decision mayWebApplicationBeMaster(Launch launch) {
		if (launch.isNativeImage()) {
			return Decision.plainWithWarning("a native image cannot start workers");
		}
		if (launch.isInServletContainer()) {
			return Decision.plainWithWarning("it runs in a servlet container that owns the port");
		}
		if (launch.isDevTools()) {
			return Decision.plainBecause("DevTools restarts it in this JVM");
		}
		if (launch.isAugmented()) {
			return Decision.plainBecause("it runs with Testcontainers for development");
		}
		if (launch.hasParentContext()) {
			return Decision.plainWithWarning("beans of a parent context run in this JVM already");
		}
		if (!launch.isStartedByMain()) {
			return Decision.plainWithWarning("it was not started by the main thread");
		}
		if (!launch.isSupportedPlatform()) {
			return Decision.plainWithWarning("workers can share a port on Linux and macOS only");
		}
		if (!launch.isTomcat()) {
			return Decision.plainWithWarning("its web server is not Tomcat");
		}
		return Decision.of(Role.MASTER);
	}

}
