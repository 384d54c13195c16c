#pragma once
// SoundBatches: goes through the batches of a segment header by header and over damaged stretches.
//
// A batch is sound here if its header can be one and its base offset follows those before it. A
// base offset that jumps ahead is wrong when the batch behind it goes back to where it should have
// been; where nothing goes back, the gap is one that compaction left. CRCs are not looked at, but
// for the batch that a damaged stretch ends with.
//
// For readers: recovery asks harder questions, see segment_scan.h. Owned by the log's thread; the
// file must outlive it.

#include <limits>
#include <optional>

#include "protocol/base/result.h"
#include "storage/batch_walker.h"

namespace barnabas {

class SoundBatches {
 public:
  struct Options {
    std::uint64_t position = 0;  // where a batch starts
    std::uint64_t end = 0;
    Offset expected_offset = 0;  // no batch from there on has a smaller one
    std::size_t window = 16 * 1024;
  };
  SoundBatches(File& file, const Options& options);

  // The next batch; nothing at the end. CORRUPT_MESSAGE once for each damaged stretch: the call
  // after it goes on behind. Other errors are those of BatchWalker::next, and final.
  Result<std::optional<BatchAt>> next();
  // After CORRUPT_MESSAGE: the first offset behind the damage, the largest there is if nothing
  // follows.
  Offset resumes_at() const { return resumes_at_; }
  // All bytes of a batch that next() gave; the view lives until the next call.
  Result<RecordBatchView> load(const BatchAt& batch) { return walker_.load(batch); }

 private:
  Result<bool> jumped_ahead(const BatchAt& batch);
  Result<void> skip_damage(std::uint64_t from);

  File& file_;
  const std::uint64_t end_;
  BatchWalker walker_;
  Offset expected_offset_;
  Offset resumes_at_ = std::numeric_limits<Offset>::max();
};

}  // namespace barnabas
