package io.clusterboot.actuate;

import io.clusterboot.Cluster;
import io.clusterboot.ClusterStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the cluster: up as long as a worker serves and the master answers.
 */
final class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final Cluster cluster;

	ClusterHealthIndicator(Cluster cluster) {
		super("The state of the cluster is not known");
		this.cluster = cluster;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClusterStatus status = this.cluster.status();
		builder.status((status.active() > 0) ? "UP" : "DOWN")
			.withDetail("state", status.state())
			.withDetail("wanted", status.wanted())
			.withDetail("active", status.active());
	}

}
