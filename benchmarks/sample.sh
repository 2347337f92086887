# What the measurements of the sample share. To be sourced, with the port in $port; runs in the root of the repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=sample-app/target/sample-app.jar
log=$(mktemp)
pid=
trap 'if [[ -n "$pid" ]]; then stop; fi; rm -f "$log"' EXIT

now_ms() { date +%s%3N; }

start() { # arguments...
	"$java" -jar "$jar" --server.port="$port" "$@" >"$log" 2>&1 &
	pid=$!
}

await() { # condition: a command that succeeds when it holds
	local deadline=$(($(now_ms) + 120000))
	until "$@" >/dev/null 2>&1; do
		(($(now_ms) < deadline)) || { echo "not within 120 s: $*" >&2; tail -5 "$log" >&2; exit 1; }
		read -r -t 0.02 <> <(:) || true
	done
}

stop() {
	kill -TERM "$pid" 2>/dev/null || true
	wait "$pid" || true
	pid=
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
