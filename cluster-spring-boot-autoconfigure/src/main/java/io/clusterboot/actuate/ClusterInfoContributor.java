package io.clusterboot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.clusterboot.Cluster;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells which worker answers.
 */
final class ClusterInfoContributor implements InfoContributor {

	private final Cluster cluster;

	ClusterInfoContributor(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("clustered", this.cluster.isClustered());
		details.put("index", this.cluster.index());
		details.put("count", this.cluster.count());
		details.put("generation", this.cluster.generation());
		builder.withDetail("cluster", details);
	}

}
