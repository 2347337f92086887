#!/usr/bin/env bash
# How long a worker is missing after kill -9 when a spare takes over, and how long a reload takes.
# Usage: benchmarks/spare-takeover.sh [rounds]    JAVA_HOME chooses the JDK. Needs the jar that ./run or ./verify builds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-10}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=sample-app/target/sample-app.jar
port=18091
log=$(mktemp)
pid=
trap 'if [[ -n "$pid" ]]; then kill -TERM "$pid" 2>/dev/null || true; wait "$pid" || true; fi; rm -f "$log"' EXIT

now_ms() { date +%s%3N; }

lines() { grep -cE "$1" "$log" || true; }

await() { # number of lines, pattern
	local deadline=$(($(now_ms) + 120000))
	until (($(lines "$2") >= $1)); do
		(($(now_ms) < deadline)) || { echo "not within 120 s: $1 lines with '$2'" >&2; tail -5 "$log" >&2; exit 1; }
		read -r -t 0.02 <> <(:) || true
	done
}

last() { grep -E "$1" "$log" | tail -n 1; }

# The log tells to the millisecond when a worker listens. The one that is killed still has its index.
gap() { # index
	local victim before begin
	victim=$(last "Worker $1 \(pid [0-9]+\) is listening on port" | sed -E 's/.*\(pid ([0-9]+)\).*/\1/')
	before=$(lines 'is listening on port')
	begin=$(now_ms)
	kill -KILL "$victim"
	await $((before + 1)) 'is listening on port'
	echo $(($(date -d "$(last 'is listening on port' | cut -d' ' -f1)" +%s%3N) - begin))
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

"$java" -jar "$jar" --server.port=$port --cluster.workers=2 --cluster.spares=1 >"$log" 2>&1 &
pid=$!
gaps=()
for ((round = 0; round < rounds; round++)); do
	await $((round + 1)) 'is ready, and waits as a spare'
	gaps+=("$(gap $((round % 2)))")
done
await $((rounds + 1)) 'is ready, and waits as a spare'
kill -HUP "$pid"
await 1 'Reloaded: generation 2 serves'

"$java" -version 2>&1 | sed -n 2p
echo "$rounds rounds on $(nproc) processors, $(date +%F)"
echo "kill -9 until the spare listens:   median $(printf '%s\n' "${gaps[@]}" | median) ms (${gaps[*]})"
echo "reload of 2 workers and a spare:   $(last 'Reloaded: generation 2 serves' | grep -oE '[0-9]+ms$')"
