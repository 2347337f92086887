#!/usr/bin/env bash
# The long form of the tests of reloads and spares: reloads the sample again and again under load on each JDK, and kills
# worker after worker that a spare replaces.
# Usage: benchmarks/reload-loop.sh [rounds]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source benchmarks/long-form.sh

rounds=${1:-10}
run_tests 'ReloadIntegrationTests#reloadAgainAndAgain*,SpareIntegrationTests#spareTakesOver*' \
	-Dreload.rounds="$rounds" -Dspare.rounds="$rounds"
