#!/usr/bin/env bash
#
# What it costs the application that Prometheus scrapes the whole cluster each second: requests per second of wrk with
# and without, in turns, and how long a scrape takes meanwhile. Needs wrk and sample-app/target. About 4 min.

port=${PORT:-18080}
source "$(dirname "$0")/sample.sh"

workers=${WORKERS:-2}
rounds=${ROUNDS:-8}
seconds=${SECONDS_EACH:-10}
clients=${CLIENTS:-16}
with=()
without=()
scrapes=$(mktemp)
trap 'if [[ -n "$pid" ]]; then stop; fi; rm -f "$log" "$scrapes"' EXIT

is_complete() { [[ $(curl -fsS "localhost:$port/actuator/cluster" | grep -o '"state":"ACTIVE"' | wc -l) == "$workers" ]]; }

load() { # seconds: prints requests per second
	wrk -t1 -c"$clients" -d"$1" "http://localhost:$port/whoami" | awk '/Requests\/sec/ { print int($2) }'
}

# Until it gets no faster.
warm_up() {
	local before=0 now
	for ((i = 0; i < 20; i++)); do
		now=$(load 10)
		((now * 100 > before * 102)) || ((i < 3)) || return 0
		before=$now
	done
}

scrape_each_second() {
	while :; do
		curl -fsS -o /dev/null -w '%{time_total} %{size_download}\n' "localhost:$port/actuator/prometheus" >>"$scrapes"
		sleep 1
	done
}

start --cluster.workers="$workers"
await is_complete
warm_up
measure_without() { without+=("$(load "$seconds")"); }

measure_with() {
	scrape_each_second &
	local scraper=$!
	with+=("$(load "$seconds")")
	kill "$scraper"
	wait "$scraper" 2>/dev/null || true
}

# A B B A, so that whatever drifts counts for both.
for ((round = 0; round < rounds; round += 2)); do
	measure_without
	measure_with
	measure_with
	measure_without
done
stop

a=$(printf '%s\n' "${without[@]}" | median)
b=$(printf '%s\n' "${with[@]}" | median)
echo "$workers workers, $clients clients, medians of $rounds x $seconds s:"
echo "  without scrapes  $a requests/s  (${without[*]})"
echo "  with scrapes     $b requests/s  (${with[*]})"
awk -v a="$a" -v b="$b" 'BEGIN { printf "  ratio            %.3f\n", b / a }'
awk '{ print $1 * 1000 }' "$scrapes" | median | awk '{ printf "  one scrape       %.0f ms (median)", $1 }'
awk '{ size = $2 } END { printf ", %.0f KB\n", size / 1000 }' "$scrapes"
