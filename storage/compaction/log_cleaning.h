#pragma once
// LogCleaning: one compaction of one log, in steps that another thread can do.
//
//   dirty section -> offset map        each key's latest offset; up to where the map is full
//   then, for one group of sealed segments after the other, from the front of the log:
//     segments -> NNN.log.cleaned      with .index, .timeindex and .txnindex; what stays of them
//     synced, renamed to .swap, folder synced          from here on a start would finish the swap
//     the log swaps: other segments of the group to .deleted, synced, .swap over NNN.log
//     folder synced                    before the next .cleaned, whose presence would mean that
//                                      swaps behind it are incomplete (log_leftovers.cc)
//
// Whoever owns the log asks need() between steps: Work goes to any thread, Outputs and Swap are
// for Log::serve_cleaning. Between steps a cleaning can simply be dropped. A group that is swapped
// in is done for good, whatever becomes of the others.
//
// Reads and writes files of its own, never those of the log. One thread at a time.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/result.h"
#include "storage/compaction/batch_filter.h"
#include "storage/compaction/cleaned_transactions.h"
#include "storage/compaction/offset_map.h"
#include "storage/compaction/segment_groups.h"
#include "storage/directory.h"
#include "storage/segment.h"

namespace barnabas {

// Everything a cleaning has to know about a log, taken on the log's thread.
struct CleaningPlan {
  std::string folder;
  std::vector<SegmentToClean> segments;  // all sealed ones below first_uncleanable_offset
  Offset first_dirty_offset = 0;
  Offset first_uncleanable_offset = 0;
  std::vector<AbortedTransaction> aborted;
  ProducerTails producers;
  std::int64_t now_ms = 0;
  std::int64_t delete_retention_ms = 0;
  GroupLimits limits;
  std::int64_t index_interval_bytes = 4096;
  std::size_t map_bytes_max = 0;
  double map_load_factor = 0.9;
  SipHashKey hash_key;
};

// How much a cleaning has done; of segments that were swapped in.
struct CleaningTotals {
  Offset first_dirty_offset = 0;
  Offset cleaned_to = 0;  // the first offset that was not looked at
  std::size_t segments_before = 0;
  std::size_t segments_after = 0;
  std::int64_t records_before = 0;
  std::int64_t records_after = 0;
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;
};

class LogCleaning {
 public:
  enum class Need : std::uint8_t { Work, Outputs, Swap, Nothing };
  // The new files of a group. They keep their descriptors, so a folder that is renamed meanwhile
  // does not matter.
  struct Outputs {
    std::unique_ptr<File> log;
    std::unique_ptr<File> offset_index;
    std::unique_ptr<File> time_index;
    std::unique_ptr<File> transaction_index;  // none where no transaction was aborted
  };
  // The segments of which one is being made.
  struct Group {
    std::size_t first = 0;
    std::size_t count = 0;
    std::uint64_t bytes_before = 0;
    std::uint64_t bytes_after = 0;
    std::int64_t records_before = 0;
    std::int64_t records_after = 0;
    bool has_transaction_index = false;
  };

  // `directory` must outlive it.
  LogCleaning(Directory& directory, CleaningPlan plan);

  Need need() const;
  // Goes on with about `bytes_max` bytes. Returns how many were read and written. REQUIRES: need()
  // is Work. Errors end the cleaning: CORRUPT_MESSAGE naming file, position and what is wrong.
  Result<std::uint64_t> work(std::uint64_t bytes_max);
  // Answers to Outputs and Swap.
  void begin_group(Outputs outputs);
  void swapped();

  const CleaningPlan& plan() const { return plan_; }
  const Group& group() const { return group_; }
  Offset group_base_offset() const { return plan_.segments[group_.first].base_offset; }
  const CleaningTotals& totals() const { return totals_; }
  bool wants_transaction_index() const { return !plan_.aborted.empty(); }
  // Removes what a group that is not swapped in has left. Any thread, while no work is done.
  Result<void> discard();

 private:
  enum class Stage : std::uint8_t { Map, Settle, Begin, Filter, Swap, Done };
  // A segment that is being read.
  struct Source {
    std::unique_ptr<File> file;
    std::unique_ptr<BatchWalker> walker;
    std::unique_ptr<BatchChain> chain;
  };

  std::string path(std::string_view suffix) const;
  Result<void> open_source(const SegmentToClean& segment);
  // The next batch of the source, checked; nothing at its end.
  Result<std::optional<BatchAt>> next_batch();
  Result<RecordBatchView> load(const BatchAt& batch);
  Result<bool> note_keys(const RecordBatchView& batch);
  Result<void> map_some(std::uint64_t bytes_max);
  void end_map();
  Result<void> settle();
  void choose_group();
  Result<void> filter_some(std::uint64_t bytes_max);
  Result<void> filter_batch(const RecordBatchView& batch);
  Result<void> write_filtered();
  Result<void> seal_group();

  Directory& directory_;
  CleaningPlan plan_;
  std::optional<OffsetMap> map_;  // made by the first step: it may be large
  CleanedTransactions transactions_;
  std::optional<BatchFilter> filter_;
  Stage stage_ = Stage::Map;
  std::size_t next_segment_ = 0;  // to be read
  Source source_;
  Group group_;
  Outputs outputs_;
  Buffer filtered_;
  std::optional<IndexBuilder> indexes_;
  std::uint64_t bytes_done_ = 0;  // by the step that runs
  CleaningTotals totals_;
};

}  // namespace barnabas
