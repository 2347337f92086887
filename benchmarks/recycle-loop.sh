#!/usr/bin/env bash
# The long form of the test of recycling: clients send that many requests to 2 workers of which each is replaced after
# 200, on each JDK.
# Usage: benchmarks/recycle-loop.sh [requests]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source benchmarks/long-form.sh

run_tests 'RecycleIntegrationTests#recyclingAgainAndAgain*' -Drecycle.requests="${1:-20000}"
