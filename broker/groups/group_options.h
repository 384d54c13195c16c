#pragma once
// GroupOptions: what an administrator can set about groups, under Apache's property names.
//
// Values are read once, when the coordinator is made; Apache treats all of them as read-only too.

#include <cstdint>
#include <limits>

namespace barnabas {

struct GroupOptions {
  std::int32_t min_session_timeout_ms = 6'000;      // group.min.session.timeout.ms
  std::int32_t max_session_timeout_ms = 1'800'000;  // group.max.session.timeout.ms
  std::int32_t initial_rebalance_delay_ms = 0;      // group.initial.rebalance.delay.ms
  std::int32_t size_max = std::numeric_limits<std::int32_t>::max();  // group.max.size
  std::int32_t offset_metadata_max_bytes = 4'096;                    // offset.metadata.max.bytes
  std::int64_t offsets_retention_ms = 7LL * 24 * 60 * 60 * 1'000;    // offsets.retention.minutes
  std::int64_t offsets_retention_check_interval_ms = 600'000;

  // How long a member that joined for the first time may stay without an answer: it does not know
  // its id yet, so it cannot send heartbeats. Fixed in Apache as well.
  std::int32_t new_member_join_timeout_ms = 5 * 60 * 1'000;

  // A partition of __consumer_offsets is rewritten when it holds more than `rewrite_ratio` times
  // its live keys, and at least `rewrite_records_min` records.
  std::int64_t rewrite_ratio = 4;
  std::int64_t rewrite_records_min = 10'000;
};

}  // namespace barnabas
