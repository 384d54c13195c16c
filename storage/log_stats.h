#pragma once
// Numbers about a log, for DescribeLogDirs and for people who look inside.

#include <cstddef>
#include <cstdint>

#include "protocol/base/offset.h"

namespace barnabas {

struct SegmentStats {
  Offset base_offset = 0;
  std::uint64_t log_bytes = 0;
  std::size_t offset_index_entries = 0;
  std::size_t time_index_entries = 0;
  TimestampMs max_timestamp_ms = kNoTimestamp;
  bool active = false;
};

}  // namespace barnabas
