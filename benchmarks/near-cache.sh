#!/usr/bin/env bash
#
# How fast a hit in a near cache is against one in Redis, and how soon and how late at most all workers see a change.
# Four workers as application contexts of one JVM, with a redis-server of the machine, which is needed. About 40 s.

set -euo pipefail
cd "$(dirname "$0")/.."

mvn -q -pl cluster-spring-boot-autoconfigure test -Dtest=NearCachesTests -Dsurefire.failIfNoSpecifiedTests=false "$@" |
	sed -n 's/.* io.clusterboot.cache.NearCachesTests -- //p'
