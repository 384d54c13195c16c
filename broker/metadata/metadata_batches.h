#pragma once
// Metadata records in record batches, and back: what the metadata log and its snapshots share.
//
//   log       | LeaderChange (control) | records ... | records ... |
//   snapshot  | SnapshotHeader (control), KRaftVersion, Voters | records ... | SnapshotFooter |
//
// Records that count only together stand in one batch, or, if they are many, in several between
// BeginTransaction and EndTransaction (KIP-868). Pure.

#include <optional>
#include <string>
#include <vector>

#include "broker/metadata/metadata_image.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

// Settings of the quorum itself, from control records; kept for the next snapshot.
struct QuorumRecords {
  std::optional<std::string> kraft_version;  // the value of the last KRaftVersion record
  std::optional<std::string> voters;         // the value of the last Voters record
  // 0 (fixed voters) or 1 (KIP-853).
  std::int16_t level() const;
};

struct MetadataBatchOptions {
  Offset base_offset = 0;
  LeaderEpoch leader_epoch = 0;
  TimestampMs timestamp_ms = 0;
};

// Appends `records` as batches of at most about a mebibyte. Returns how many offsets they take.
std::int64_t append_metadata_batches(const MetadataRecords& records,
                                     const MetadataBatchOptions& options, Buffer& output);

// The same, to be applied as a whole or not at all: in one batch, or bracketed if the metadata
// version allows that.
std::int64_t append_atomic_batches(const MetadataRecords& records, std::int16_t metadata_version,
                                   const MetadataBatchOptions& options, Buffer& output);

// The first record of a leader's epoch.
void append_leader_change(std::int32_t leader_id, const Uuid& directory_id,
                          std::int16_t kraft_level, const MetadataBatchOptions& options,
                          Buffer& output);

// A whole snapshot of `records`.
Buffer make_snapshot(const MetadataRecords& records, const QuorumRecords& quorum,
                     const MetadataBatchOptions& options);

// Applies batches in order, minding transactions.
class MetadataReplay {
 public:
  MetadataReplay(MetadataImage& image, QuorumRecords& quorum) : image_(image), quorum_(quorum) {}

  // Errors: CORRUPT_MESSAGE or INVALID_RECORD, naming the offset.
  Result<void> apply(const RecordBatchView& batch);
  // Whether a transaction has begun and not ended: its leader died, and it must be aborted.
  bool in_transaction() const { return in_transaction_; }
  // Whether the last record of a snapshot was seen.
  bool saw_footer() const { return saw_footer_; }
  LeaderEpoch last_epoch() const { return last_epoch_; }

 private:
  Result<void> apply_value(Bytes value);
  Result<void> apply_control(const RecordBatchView& batch);

  MetadataImage& image_;
  QuorumRecords& quorum_;
  bool in_transaction_ = false;
  std::vector<std::string> pending_;
  bool saw_footer_ = false;
  LeaderEpoch last_epoch_ = 0;
};

}  // namespace barnabas
