#pragma once
// A whole compaction on one thread, step by step as the broker's cleaner does it.

#include "storage/compaction/cleanable.h"
#include "storage/compaction/log_cleaning.h"
#include "storage/log.h"

namespace barnabas {

struct CleanNow {
  std::int64_t now_ms = 0;
  std::size_t map_bytes_max = 1 << 20;
  bool even_if_not_due = true;
  std::uint64_t step_bytes = 300;  // small, so that tests see many steps
};

// Whether there was something to clean.
inline Result<bool> clean_log(Log& log, const CleanNow& options) {
  auto range = log.cleanable({.now_ms = options.now_ms, .high_watermark = log.recovery_point()});
  if (!range) return tl::unexpected(range.error());
  if (range->first_uncleanable_offset <= range->first_dirty_offset) return false;
  if (!options.even_if_not_due && !is_due(*range, log.config())) return false;
  auto cleaning = log.begin_cleaning(
      *range,
      {.now_ms = options.now_ms, .map_bytes_max = options.map_bytes_max, .hash_key = {1, 2}});
  if (!cleaning) return tl::unexpected(cleaning.error());
  while (log.cleaning() != nullptr) {
    Result<void> done;
    if ((*cleaning)->need() == LogCleaning::Need::Work) {
      if (auto worked = (*cleaning)->work(options.step_bytes); !worked)
        done = tl::unexpected(worked.error());
    } else {
      done = log.serve_cleaning(options.now_ms);
    }
    if (done) continue;
    log.abandon_cleaning();
    (void)(*cleaning)->discard();
    return tl::unexpected(done.error());
  }
  return true;
}

}  // namespace barnabas
