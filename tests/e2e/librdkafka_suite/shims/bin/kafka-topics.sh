#!/usr/bin/env bash
# What librdkafka's tests ask of Apache's kafka-topics.sh, said to `barnabas topic`.
set -euo pipefail
action= topic= server= options=()
while [ $# -gt 0 ]; do
  case $1 in
    --bootstrap-server) server=$2; shift 2 ;;
    --create|--alter|--delete) action=${1#--}; shift ;;
    --topic) topic=$2; shift 2 ;;
    --partitions|--replication-factor|--config) options+=("$1" "$2"); shift 2 ;;
    *) echo "kafka-topics.sh: unknown argument $1" >&2; exit 2 ;;
  esac
done
exec "${BARNABAS:-$ROOT/build/release/bin/barnabas}" topic "$action" "$topic" \
  --bootstrap-server "$server" ${options[@]+"${options[@]}"}
