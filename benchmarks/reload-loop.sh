#!/usr/bin/env bash
# The long form of the tests of reloads and spares: reloads the sample again and again under load on each JDK, and kills
# worker after worker that a spare replaces. One command, which the rest of this script only finds the JDKs for:
#   mvn -pl sample-app -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
#     -Dit.test='ReloadIntegrationTests#reloadAgainAndAgain*,SpareIntegrationTests#spareTakesOver*' \
#     -Dfailsafe.failIfNoSpecifiedTests=false -Dreload.rounds=10 -Dspare.rounds=10 -Dtest.java.homes=<JDK>:<JDK>
# Usage: benchmarks/reload-loop.sh [rounds]    JAVA_HOME chooses the first JDK, JAVA25_HOME the second.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-10}
homes=()
for home in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" /usr/lib/jvm/*; do
	if [[ -n "$home" && -x "$home/bin/javac" ]]; then
		home=$(readlink -f "$home")
		[[ " ${homes[*]-} " == *" $home "* ]] || homes+=("$home")
	fi
done

exec mvn -pl sample-app -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	-Dit.test='ReloadIntegrationTests#reloadAgainAndAgain*,SpareIntegrationTests#spareTakesOver*' \
	-Dfailsafe.failIfNoSpecifiedTests=false -Dreload.rounds="$rounds" -Dspare.rounds="$rounds" \
	-Dtest.java.homes="$(IFS=:; echo "${homes[*]}")"
