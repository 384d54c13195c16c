#pragma once
// RecordBatchBuilder: writes a batch of records (magic 2) as a producer or coordinator does.
//
// Records are collected uncompressed; finish() compresses them as one block, fills the header and
// the CRC. One builder makes one batch.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "protocol/base/buffer.h"
#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

struct RecordBatchOptions {
  Offset base_offset = 0;
  LeaderEpoch partition_leader_epoch = kNoLeaderEpoch;
  CompressOptions compression;
  TimestampType timestamp_type = TimestampType::CreateTime;
  TimestampMs log_append_time_ms = kNoTimestamp;  // max timestamp under LogAppendTime
  ProducerId producer_id = kNoProducerId;
  ProducerEpoch producer_epoch = kNoProducerEpoch;
  Sequence base_sequence = kNoSequence;
  bool transactional = false;
  bool control = false;
  std::optional<TimestampMs> delete_horizon_ms;
  // Offset of the last record although the records themselves may be gone, as after compaction.
  std::optional<Offset> last_offset;
  // Largest timestamp although the record that has it may be gone.
  std::optional<TimestampMs> max_timestamp_ms;
};

// What is to become a record. All views are copied by append().
struct NewRecord {
  TimestampMs timestamp_ms = kNoTimestamp;
  std::optional<Bytes> key;
  std::optional<Bytes> value;
  std::span<const RecordHeader> headers;
};

class RecordBatchBuilder {
 public:
  explicit RecordBatchBuilder(RecordBatchOptions options);

  // Adds a record at the next offset.
  void append(const NewRecord& record);
  // Adds a record at `offset`, leaving a gap. REQUIRES: it grows, and lies within 2^31 of the base.
  void append_at(Offset offset, const NewRecord& record);

  std::int32_t record_count() const { return record_count_; }
  // Size of the batch if it were finished without compression.
  std::size_t uncompressed_size() const { return kRecordBatchHeaderSize + records_.size(); }

  // Appends the finished batch to `output`. Errors are those of compress().
  Result<void> finish(Buffer& output);
  // The same into a buffer of its own.
  Result<Buffer> finish();

 private:
  RecordBatchOptions options_;
  Buffer records_;
  std::int32_t record_count_ = 0;
  Offset next_offset_;
  TimestampMs base_timestamp_ms_ = kNoTimestamp;
  TimestampMs max_timestamp_ms_ = kNoTimestamp;
};

}  // namespace barnabas
