package io.clusterboot.worker;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import io.clusterboot.WorkerLoad;
import io.clusterboot.listen.DrainableServer;
import io.clusterboot.os.ProcessMemory;
import org.jspecify.annotations.Nullable;

/**
 * Measures the load of this worker. Used by the heartbeat thread alone.
 */
final class LoadMeter {

	private final DrainableServer server;

	private final @Nullable OperatingSystemMXBean system;

	private long lastTime = System.nanoTime();

	private long lastCpuTime;

	LoadMeter(DrainableServer server) {
		this.server = server;
		this.system = (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean) ? bean
				: null;
		this.lastCpuTime = cpuTime();
	}

	WorkerLoad measure() {
		return new WorkerLoad(this.server.requests(), this.server.busyThreads(), this.server.maxThreads(),
				ProcessMemory.resident(), ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), cpu());
	}

	private double cpu() {
		long time = System.nanoTime();
		long cpuTime = cpuTime();
		double share = (cpuTime < 0 || time <= this.lastTime) ? -1
				: (cpuTime - this.lastCpuTime) / (double) (time - this.lastTime);
		this.lastTime = time;
		this.lastCpuTime = cpuTime;
		return Math.round(share * 1000) / 1000.0;
	}

	private long cpuTime() {
		OperatingSystemMXBean system = this.system;
		return (system != null) ? system.getProcessCpuTime() : -1;
	}

}
