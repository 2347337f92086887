#!/usr/bin/env bash
# The long form of the tests of what depends little on the JDK (messages, queues, schedules, sessions, the chat,
# recycling), on each JDK and not only on the first. About 15 min with two.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source benchmarks/long-form.sh

classes=(Chat Kafka Messaging Recycle Schedule Session)
run_tests "$(IFS=,; echo "${classes[*]/%/IntegrationTests}")" -Dtest.long=true
