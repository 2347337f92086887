#!/usr/bin/env bash
#
# Messages that each of four workers publishes and all four receive: how many in a second, and how long one takes from
# publish() to the listener. Beside it redis-benchmark with four subscribers, which is what this Redis can do, and what a
# Node cluster does with process.send. First as fast as they can, then at a rate that none of them finds hard, as the
# time a message takes under full load is the time it waits. Needs redis-server, node and sample-app/target. About 90 s.

port=${PORT:-18080}
source "$(dirname "$0")/sample.sh"

workers=4
each=${EACH:-25000}
size=${SIZE:-100}
paced_each=${PACED_EACH:-2000}
pause=${PAUSE:-5000} # microseconds
redis_port=${REDIS_PORT:-16379}
scratch=$(mktemp -d)
others=()

finish() {
	[[ -z "$pid" ]] || stop
	((${#others[@]} == 0)) || kill "${others[@]}" 2>/dev/null || true
	wait || true
	rm -rf "$log" "$scratch"
}
trap finish EXIT

cli() { redis-cli -p "$redis_port" "$@"; }
is() { [[ "$("${@:2}")" == "$1" ]]; }
active() { curl -fsS "localhost:$port/actuator/cluster" | grep -o '"state":"ACTIVE"' | wc -l; }

drill() { # messages each, pause
	cli del drill:prepared drill:reports >/dev/null
	curl -fsS -X POST "localhost:$port/drill/prepare?total=$((workers * $1))"
	await is "$workers" cli hlen drill:prepared
	curl -fsS -X POST "localhost:$port/drill/publish?count=$1&size=$size&pause=$2"
	await is "$workers" cli hlen drill:reports
	cli hvals drill:reports | rate "$(($1 * workers))"
}

rate() { # messages
	awk -v n="$1" '{ match($0, /[0-9]+ ms/); ms = substr($0, RSTART, RLENGTH - 3)
		printf "  %6d messages/s  %s\n", n * 1000 / ms, substr($0, index($0, "p50")) }'
}

redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$scratch" >"$scratch/redis.log" &
others+=($!)
await is PONG cli ping

start --cluster.workers="$workers" --spring.profiles.active=drill --spring.data.redis.url="redis://127.0.0.1:$redis_port"
await is "$workers" active
drill "$each" 0 >/dev/null # until it is warm
echo "workers of the sample, one publisher each, $workers x $each messages with $size characters:"
drill "$each" 0
echo "the same, $workers x $paced_each, with a pause of $pause us between two:"
drill "$paced_each" "$pause"
stop

for ((i = 0; i < workers; i++)); do
	cli subscribe bench >/dev/null &
	others+=($!)
done
await is "$workers" sh -c "redis-cli -p $redis_port pubsub numsub bench | tail -1"
echo "redis-benchmark, $workers clients that publish and $workers that are subscribed:"
message=$(printf "%0$((size + 80))d" 0)
redis-benchmark -p "$redis_port" -c "$workers" -n $((workers * each)) --precision 3 --csv PUBLISH bench "$message" |
	tail -1 | awk -F'","' '{ printf "  %6d messages/s  p50 %d us, p99 %d us\n", $2, $5 * 1000, $7 * 1000 }'

echo "Node $(node --version), process.send by way of the primary:"
node benchmarks/messages.js "$workers" "$each" "$size" 0 | rate $((workers * each))
echo "the same, with the pause:"
node benchmarks/messages.js "$workers" "$paced_each" "$size" "$pause" | rate $((workers * paced_each))
