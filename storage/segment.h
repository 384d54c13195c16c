#pragma once
// Segment: one NNN.log file of batches, named by its first offset, with its indexes.
//
// A segment costs little until it is used: its size is asked for, its files are opened and its
// indexes are looked at when somebody needs them. Indexes are caches. An entry is compared with
// the batch it points to whenever a lookup lands on it; where they disagree, both indexes are
// built anew from the batches.
//
// Bytes that this process wrote, or scanned when it opened the log, are trusted. Others are checked
// (CRC and order) before they are handed out the first time, see Log::read.
//
// Owned by the log's thread. `folder` must outlive it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "storage/aborted_transactions.h"
#include "storage/batch_walker.h"
#include "storage/directory.h"
#include "storage/file.h"
#include "storage/offset_index.h"
#include "storage/segment_path.h"
#include "storage/time_index.h"

namespace barnabas {

// Collects the index entries of a segment while somebody walks through all of its batches.
class IndexBuilder {
 public:
  explicit IndexBuilder(std::int64_t interval_bytes) : interval_bytes_(interval_bytes) {}
  void add(const BatchAt& batch);

  std::vector<OffsetIndex::Entry> offsets;
  std::vector<TimeIndex::Entry> times;
  TimestampMs max_timestamp_ms = kNoTimestamp;
  Offset offset_of_max_timestamp = kNoOffset;
  std::uint64_t bytes_since_entry = 0;

 private:
  const std::int64_t interval_bytes_;
};

class Segment {
 public:
  struct Place {
    Directory& directory;
    const std::string& folder;
    Offset base_offset = 0;
    std::int64_t index_interval_bytes = 4096;
  };
  explicit Segment(Place place);

  Offset base_offset() const { return base_offset_; }
  std::string path(std::string_view suffix) const {
    return segment_path(folder_, base_offset_, suffix);
  }
  // Bytes in the .log file; 0 where there is none yet.
  Result<std::uint64_t> size();
  // The .log file; created if missing.
  Result<File*> log();
  // Drops what is known and open, after files were replaced behind its back.
  void forget();

  // Adds bytes at the end and returns where they start. On an error nothing is added.
  Result<std::uint64_t> append(Bytes batches);
  // Takes note of a batch at the end of the file, adding index entries where they are due.
  struct Indexed {
    bool offset = false;
    bool time = false;
  };
  Indexed note(const BatchAt& batch);
  // Whether an index has no room for another entry under segment.index.bytes.
  bool index_full(std::int64_t index_bytes_max) const;
  std::size_t offset_index_entries() const;
  std::size_t time_index_entries() const;
  // Writes index entries that are in memory.
  Result<void> write_indexes();
  // The last entry of the time index, then write_indexes(): what Kafka does to a full segment.
  Result<void> seal();

  // Opens the indexes and walks from the last entry to the end. The next offset, or an error where
  // the indexes or the tail do not hold together: then the segment has to be recovered.
  Result<Offset> find_end();
  // The batch that holds `offset`, or the first one behind it. Nothing at the end. Errors:
  // CORRUPT_MESSAGE if the offset lies in damaged bytes.
  Result<std::optional<BatchAt>> find(Offset offset);
  // The first batch whose largest timestamp is at least `target_ms`.
  Result<std::optional<BatchAt>> find_timestamp(TimestampMs target_ms);
  // The last batch that ends in (from, limit]; nothing if the first one is longer.
  // REQUIRES: a batch starts at `from`.
  struct Span {
    std::uint64_t from = 0;
    std::uint64_t limit = 0;
  };
  Result<std::optional<BatchAt>> last_within(Span span);
  // Where a batch starts, at or not far before `position`.
  Result<std::uint64_t> start_near(std::uint64_t position);
  // The batch that starts at `position`.
  Result<std::optional<BatchAt>> batch_at(std::uint64_t position);

  // The largest timestamp in the segment; -1 without any.
  Result<TimestampMs> max_timestamp_ms();
  // The largest timestamp of the first batch, from which segment.ms counts; -1 without any.
  Result<TimestampMs> first_timestamp_ms();

  // Cuts the file and its indexes at `batch_position`, where a batch starts.
  Result<void> truncate(std::uint64_t batch_position);
  // Walks through all batches and writes both indexes anew.
  Result<void> rebuild_indexes();
  // Puts in place what a walk through the whole segment found.
  void adopt(const IndexBuilder& built);
  // Told why whenever indexes had to be rebuilt; at most once a rebuild.
  std::optional<std::string> take_rebuild_reason();

  // Good until the next call that changes them. Errors: CORRUPT_MESSAGE if the file is damaged.
  Result<const std::vector<AbortedTransaction>*> aborted_transactions();
  Result<void> add_aborted_transaction(const AbortedTransaction& transaction);
  Result<void> replace_aborted_transactions(std::vector<AbortedTransaction> transactions);

  // Whether [from, to) was checked or written by this process.
  bool is_trusted(Extent extent) const;
  void trust(Extent extent);

  bool unsynced() const { return unsynced_; }
  void set_unsynced(bool unsynced) { unsynced_ = unsynced; }

 private:
  // Allocated when the segment is first used, so that thousands of idle ones stay small.
  struct Indexes {
    OffsetIndex offsets;
    TimeIndex times;
    std::uint64_t bytes_since_entry = 0;
    TimestampMs max_timestamp_ms = kNoTimestamp;
    Offset offset_of_max_timestamp = kNoOffset;
    bool max_known = false;
  };

  Result<Indexes*> indexes();
  Result<std::string> load_indexes();
  Result<void> learn_max_timestamp();
  Result<void> look_behind_last_time(const TimeIndex::Entry& last);
  Result<std::optional<BatchAt>> walk_to(Offset offset, std::uint64_t position);
  // The batch an entry points to, or nothing if it is not there as the entry says.
  Result<bool> entry_holds(const OffsetIndex::Entry& entry);
  Result<bool> entry_holds(const TimeIndex::Entry& entry);

  Directory& directory_;
  const std::string& folder_;
  const Offset base_offset_;
  const std::int64_t index_interval_bytes_;
  std::unique_ptr<File> log_;
  std::optional<std::uint64_t> size_;
  std::unique_ptr<Indexes> indexes_;
  std::unique_ptr<std::vector<AbortedTransaction>> aborted_;  // once asked for
  std::optional<TimestampMs> first_timestamp_ms_;
  std::unique_ptr<const std::string> rebuild_reason_;
  // Trusted: [checked_from_, checked_to_) and everything from written_from_ on.
  std::uint64_t checked_from_ = 0;
  std::uint64_t checked_to_ = 0;
  std::uint64_t written_from_ = 0;
  bool unsynced_ = false;
  bool cut_pending_ = false;  // a failed append left bytes behind size_
};

}  // namespace barnabas
