#!/usr/bin/env bash
# How long the sample takes until it serves, plain and clustered side by side, and what its processes weigh (PSS).
# Usage: benchmarks/start-and-memory.sh [rounds]    JAVA_HOME chooses the JDK. Needs the jar that ./run or ./verify builds.
port=18090
source "$(dirname "${BASH_SOURCE[0]}")/sample.sh"
rounds=${1:-5}

answers() { curl -sf -o /dev/null "http://127.0.0.1:$port/whoami"; }

all_serve() { [[ $(grep -c 'is listening on port' "$log") -ge 2 ]]; }

pss_mb() { awk '/^Pss:/ { print int($2 / 1024) }' "/proc/$1/smaps_rollup"; }

plain=() first=() all=() master=() worker=()
for ((round = 0; round < rounds; round++)); do
	begin=$(now_ms)
	start --cluster.enabled=false
	await answers
	plain+=($(($(now_ms) - begin)))
	stop

	begin=$(now_ms)
	start --cluster.workers=2
	await answers
	first+=($(($(now_ms) - begin)))
	await all_serve
	all+=($(($(now_ms) - begin)))
	for _ in {1..20}; do answers; done
	read -r -t 3 <> <(:) || true
	master+=("$(pss_mb "$pid")")
	for child in $(pgrep -P "$pid"); do worker+=("$(pss_mb "$child")"); done
	stop
done

"$java" -version 2>&1 | sed -n 2p
echo "medians of $rounds rounds on $(nproc) processors, $(date +%F)"
echo "plain application: first answer after   $(printf '%s\n' "${plain[@]}" | median) ms"
echo "cluster of 2: first answer after        $(printf '%s\n' "${first[@]}" | median) ms"
echo "cluster of 2: all workers active after  $(printf '%s\n' "${all[@]}" | median) ms"
echo "master: PSS                             $(printf '%s\n' "${master[@]}" | median) MB"
echo "worker: PSS                             $(printf '%s\n' "${worker[@]}" | median) MB"
