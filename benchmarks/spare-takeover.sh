#!/usr/bin/env bash
# How long a worker is missing after kill -9 when a spare takes over, and how long a reload takes.
# Usage: benchmarks/spare-takeover.sh [rounds]    JAVA_HOME chooses the JDK. Needs the jar that ./run or ./verify builds.
port=18091
source "$(dirname "${BASH_SOURCE[0]}")/sample.sh"
rounds=${1:-10}

lines() { grep -cE "$1" "$log" || true; }

has() { (($(lines "$2") >= $1)); } # number of lines, pattern

last() { grep -E "$1" "$log" | tail -n 1; }

# The log tells to the millisecond when a worker listens. The one that is killed still has its index.
gap() { # index
	local victim before begin
	victim=$(last "Worker $1 \(pid [0-9]+\) is listening on port" | sed -E 's/.*\(pid ([0-9]+)\).*/\1/')
	before=$(lines 'is listening on port')
	begin=$(now_ms)
	kill -KILL "$victim"
	await has $((before + 1)) 'is listening on port'
	echo $(($(date -d "$(last 'is listening on port' | cut -d' ' -f1)" +%s%3N) - begin))
}

start --cluster.workers=2 --cluster.spares=1
gaps=()
for ((round = 0; round < rounds; round++)); do
	await has $((round + 1)) 'is ready, and waits as a spare'
	gaps+=("$(gap $((round % 2)))")
done
await has $((rounds + 1)) 'is ready, and waits as a spare'
kill -HUP "$pid"
await has 1 'Reloaded: generation 2 serves'

"$java" -version 2>&1 | sed -n 2p
echo "$rounds rounds on $(nproc) processors, $(date +%F)"
echo "kill -9 until the spare listens:   median $(printf '%s\n' "${gaps[@]}" | median) ms (${gaps[*]})"
echo "reload of 2 workers and a spare:   $(last 'Reloaded: generation 2 serves' | grep -oE '[0-9]+ms$')"
