#!/usr/bin/env bash
# The long form of the tests of workers that end: worker after worker of the sample is told to end under load, and then
# killed, on each JDK; nothing is lost by those that are told, and the master does not grow by those that are killed.
# Usage: benchmarks/end-loop.sh [rounds]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source benchmarks/long-form.sh

run_tests 'StopIntegrationTests#termOfWorkersInTurn*,KillIntegrationTests#killAgainAndAgain*' \
	-Dend.rounds="${1:-30}"
