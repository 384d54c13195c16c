#pragma once
// Cleanable: how much of a log is dirty, and whether that is worth a compaction.
//
//   log start        first dirty offset          first uncleanable offset        log end
//        |                   |                             |                        |
//   -----[====== clean ======|========= dirty =============|...too new, or active...)
//
// Dirty is what no cleaning has looked at yet. Uncleanable is the active segment, and what lies in
// or behind the segment that holds the last stable offset, the recovery point, or records younger
// than min.compaction.lag.ms. Pure; any thread.

#include <cstdint>
#include <limits>

#include "protocol/base/offset.h"
#include "storage/log_config.h"

namespace barnabas {

struct Cleanable {
  Offset first_dirty_offset = 0;
  Offset first_uncleanable_offset = 0;  // where a segment starts
  std::uint64_t clean_bytes = 0;
  std::uint64_t dirty_bytes = 0;
  bool overdue = false;  // something dirty is older than max.compaction.lag.ms

  double dirty_ratio() const {
    const auto all = clean_bytes + dirty_bytes;
    return all == 0 ? 0 : static_cast<double>(dirty_bytes) / static_cast<double>(all);
  }
};

inline bool is_due(const Cleanable& log, const LogConfig& config) {
  if (log.dirty_bytes == 0 || log.first_uncleanable_offset <= log.first_dirty_offset) return false;
  return log.overdue || log.dirty_ratio() > config.min_cleanable_dirty_ratio;
}

// Whether a log that is not due may become so by nothing but time.
inline bool becomes_due_in_time(const LogConfig& config) {
  return config.min_compaction_lag_ms > 0 ||
         config.max_compaction_lag_ms < std::numeric_limits<std::int64_t>::max();
}

}  // namespace barnabas
