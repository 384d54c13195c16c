#pragma once
// BatchWalker: goes through the batches of a .log file, header by header or whole.
//
// Reads through a window, so that many small batches cost one read; a batch larger than the window
// is skipped over unless its bytes are asked for, and of the next one only the header is read.
// Believes no length: what does not fit between here and `end` is an error naming file and
// position.
//
// The CRC leaves out base offset, length, epoch and magic of a batch; BatchChain checks these
// against the batches before. Owned by the log's thread; the file must outlive it.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "protocol/base/buffer.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/records/record_batch.h"
#include "storage/file.h"

namespace barnabas {

// What the header of a batch in a file says.
struct BatchAt {
  std::uint64_t position = 0;
  std::uint64_t size = 0;
  Offset base_offset = 0;
  Offset last_offset = 0;
  LeaderEpoch leader_epoch = kNoLeaderEpoch;
  TimestampMs max_timestamp_ms = kNoTimestamp;
  std::int16_t attributes = 0;
  bool has_producer_id = false;

  std::uint64_t end() const { return position + size; }
  bool is_control() const { return (attributes & record_batch_layout::kControlBit) != 0; }
};

// The summary of a batch in memory that lies, or will lie, at `position`.
BatchAt summarise(const RecordBatchView& batch, std::uint64_t position);

class BatchWalker {
 public:
  struct Options {
    std::uint64_t position = 0;
    std::uint64_t end = 0;
    std::size_t window = 16 * 1024;
  };
  BatchWalker(File& file, Options options);

  // The header at the current position, moving behind its batch; nothing at the end. Errors:
  // CORRUPT_MESSAGE where no batch starts or it does not fit; UNSUPPORTED_FOR_MESSAGE_FORMAT for
  // a batch of magic 0 or 1; after an error the position stays.
  Result<std::optional<BatchAt>> next();
  // The same without moving.
  Result<std::optional<BatchAt>> peek();
  // All bytes of a batch that next() gave; the view lives until the next call.
  Result<RecordBatchView> load(const BatchAt& batch);
  // Bytes at any position of the file, fewer at its end; the view lives until the next call.
  Result<Bytes> bytes(Extent extent);

  std::uint64_t position() const { return position_; }
  void move_to(std::uint64_t position) { position_ = position; }

 private:
  bool is_old_message(std::uint64_t size);

  File& file_;
  std::uint64_t position_;
  const std::uint64_t end_;
  const std::size_t window_;
  bool large_batches_ = false;  // the last one was larger than the window: reading ahead is in vain
  std::uint64_t window_position_ = 0;
  Buffer buffer_;
};

// The offsets and epochs that batches must have to follow one another.
class BatchChain {
 public:
  struct Rules {
    Offset expected_offset = 0;  // of the first batch
    bool gaps_allowed = true;    // compaction leaves gaps; a log of whole appends has none
    Offset limit = std::numeric_limits<Offset>::max();  // the next segment's base offset
    LeaderEpoch epoch = kNoLeaderEpoch;                 // of the batch before the first
  };
  explicit BatchChain(Rules rules) : rules_(rules) {}

  // Why `batch` cannot follow; empty if it can.
  std::string objection(const BatchAt& batch) const;
  void advance(const BatchAt& batch) {
    rules_.expected_offset = batch.last_offset + 1;
    if (batch.leader_epoch != kNoLeaderEpoch) rules_.epoch = batch.leader_epoch;
  }
  Offset expected_offset() const { return rules_.expected_offset; }
  LeaderEpoch epoch() const { return rules_.epoch; }
  Offset limit() const { return rules_.limit; }

 private:
  Rules rules_;
};

// The first position in `region` where a batch starts that is whole and good: header, CRC, and
// offsets in [offset_min, offset_max). Used behind damage.
struct Resync {
  Extent region;
  Offset offset_min = 0;
  Offset offset_max = std::numeric_limits<Offset>::max();
};
Result<std::optional<BatchAt>> find_good_batch(File& file, const Resync& where);

}  // namespace barnabas
