#pragma once
// Retention: which segments may go (cleanup.policy=delete, and what DeleteRecords left behind).
//
// Segments go whole and from the oldest on, never one that readers have not been able to read:
//   1. all of its records lie before the log start
//   2. without it the log still has retention.bytes
//   3. its youngest record is older than retention.ms; a segment whose records have no timestamps
//      never is
// Pure functions, any thread.

#include <cstdint>
#include <optional>

#include "protocol/base/offset.h"
#include "storage/log_config.h"
#include "storage/log_observer.h"

namespace barnabas {

// What is known of the oldest segment.
struct RetentionCandidate {
  Offset next_offset = 0;  // where the segment behind it starts, or the log ends
  std::uint64_t bytes = 0;
  std::uint64_t log_bytes = 0;  // of the whole log, this segment included
  Offset log_start_offset = 0;
  Offset high_watermark = 0;
};

// Why it may go whatever its age; nothing if only time can tell.
std::optional<LogObserver::DeleteReason> deletable(const RetentionCandidate& oldest,
                                                   const LogConfig& config);

// Whether a segment with this youngest timestamp is too old.
struct RetentionAge {
  TimestampMs max_timestamp_ms = kNoTimestamp;
  std::int64_t now_ms = 0;
};
bool too_old(RetentionAge age, const LogConfig& config);

}  // namespace barnabas
