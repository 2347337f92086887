#!/usr/bin/env bash
#
# What one scrape of 64 workers costs the worker that answers it: reading the texts of all, merging them per index (also
# with what ended processes have left behind, or all into one), adding the label, and writing the answer. The number of
# series is halved and doubled to show that the time follows it. Needs a JDK and Maven. About 60 s.

set -euo pipefail
cd "$(dirname "$0")/.."

mvn -q -pl cluster-spring-boot-autoconfigure test-compile "$@"
classes=cluster-spring-boot-autoconfigure/target
java -Xmx2g -cp "$classes/test-classes:$classes/classes" io.clusterboot.metrics.MetricsMergeBenchmark
