#pragma once
// RecordBatchView: one record batch (magic 2) as it lies in a file or request; nothing is copied.
//
//   at  size  field                    at  size  field
//    0   8    base offset              27   8    base timestamp
//    8   4    batch length (from 12)   35   8    max timestamp
//   12   4    partition leader epoch   43   8    producer id
//   16   1    magic = 2                51   2    producer epoch
//   17   4    CRC-32C of 21 to end     53   4    base sequence
//   21   2    attributes               57   4    record count
//   23   4    last offset delta        61   ...  records, compressed as one block
//
// The CRC leaves out base offset, length, epoch and magic: a broker assigns offset and epoch in
// place, and whoever reads a file must check these four against their neighbours.
// A view lives as long as the bytes it was made from. Any thread.

#include <optional>
#include <string>

#include "protocol/base/buffer.h"
#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/records/compression.h"

namespace barnabas {

enum class TimestampType : std::int8_t { CreateTime = 0, LogAppendTime = 1 };

// Kafka's names: "CreateTime", "LogAppendTime".
std::string_view to_string(TimestampType type);

// Where the fields of the header lie.
namespace record_batch_layout {
inline constexpr std::size_t kBaseOffset = 0;
inline constexpr std::size_t kBatchLength = 8;
inline constexpr std::size_t kPartitionLeaderEpoch = 12;
inline constexpr std::size_t kMagic = 16;
inline constexpr std::size_t kCrc = 17;
inline constexpr std::size_t kAttributes = 21;
inline constexpr std::size_t kLastOffsetDelta = 23;
inline constexpr std::size_t kBaseTimestamp = 27;
inline constexpr std::size_t kMaxTimestamp = 35;
inline constexpr std::size_t kProducerId = 43;
inline constexpr std::size_t kProducerEpoch = 51;
inline constexpr std::size_t kBaseSequence = 53;
inline constexpr std::size_t kRecordCount = 57;
inline constexpr std::size_t kRecords = 61;

// Attribute bits.
inline constexpr std::int16_t kCompressionMask = 0x07;
inline constexpr std::int16_t kTimestampTypeBit = 0x08;
inline constexpr std::int16_t kTransactionalBit = 0x10;
inline constexpr std::int16_t kControlBit = 0x20;
inline constexpr std::int16_t kDeleteHorizonBit = 0x40;
inline constexpr std::int16_t kUnusedBits = ~0x7f;
}  // namespace record_batch_layout

inline constexpr std::size_t kRecordBatchHeaderSize = record_batch_layout::kRecords;
// Base offset and length, which the length field does not count; also in magic 0 and 1.
inline constexpr std::size_t kBatchPrefixSize = 12;
// What a reader of a file needs to know which kind of batch comes and how long it is.
inline constexpr std::size_t kBatchPrefixAndMagicSize = 17;

// What the first 17 bytes of a batch of any magic say; enough to walk a file without reading it.
struct BatchPrefix {
  Offset base_offset = 0;
  std::uint64_t size = 0;                               // of the whole batch with its prefix
  LeaderEpoch partition_leader_epoch = kNoLeaderEpoch;  // of magic 2 only
  std::int8_t magic = 0;
};

// Reads a prefix. Errors (CORRUPT_MESSAGE): fewer than 17 bytes, a length that is negative or too
// small for its magic, a magic that is not 0, 1 or 2. Whether `size` bytes follow is for the
// caller.
Result<BatchPrefix> read_batch_prefix(Bytes bytes);

class RecordBatchView {
 public:
  // Sees the batch at the front of `bytes`; more may follow it. Errors: CORRUPT_MESSAGE for
  // truncated or impossible lengths, UNSUPPORTED_FOR_MESSAGE_FORMAT for magic 0 and 1.
  // Neither the CRC nor what the fields say about each other is checked yet.
  static Result<RecordBatchView> parse(Bytes bytes);

  // The whole batch.
  Bytes bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  // What lies behind the header, still compressed.
  Bytes payload() const { return bytes_.subspan(kRecordBatchHeaderSize); }

  Offset base_offset() const { return field<std::int64_t>(record_batch_layout::kBaseOffset); }
  std::int32_t batch_length() const {
    return field<std::int32_t>(record_batch_layout::kBatchLength);
  }
  LeaderEpoch partition_leader_epoch() const {
    return field<std::int32_t>(record_batch_layout::kPartitionLeaderEpoch);
  }
  std::int8_t magic() const { return field<std::int8_t>(record_batch_layout::kMagic); }
  std::uint32_t crc() const { return field<std::uint32_t>(record_batch_layout::kCrc); }
  std::int16_t attributes() const { return field<std::int16_t>(record_batch_layout::kAttributes); }
  std::int32_t last_offset_delta() const {
    return field<std::int32_t>(record_batch_layout::kLastOffsetDelta);
  }
  // Base timestamp as stored; the delete horizon when has_delete_horizon().
  TimestampMs base_timestamp_ms() const {
    return field<std::int64_t>(record_batch_layout::kBaseTimestamp);
  }
  TimestampMs max_timestamp_ms() const {
    return field<std::int64_t>(record_batch_layout::kMaxTimestamp);
  }
  ProducerId producer_id() const { return field<std::int64_t>(record_batch_layout::kProducerId); }
  ProducerEpoch producer_epoch() const {
    return field<std::int16_t>(record_batch_layout::kProducerEpoch);
  }
  Sequence base_sequence() const { return field<std::int32_t>(record_batch_layout::kBaseSequence); }
  std::int32_t record_count() const {
    return field<std::int32_t>(record_batch_layout::kRecordCount);
  }

  Offset last_offset() const;
  // The base offset of the batch that follows in an unbroken log.
  Offset next_offset() const;
  // The sequence of the last record, wrapped; -1 where the base sequence is.
  Sequence last_sequence() const;

  Compression compression() const;
  TimestampType timestamp_type() const;
  bool is_transactional() const { return has(record_batch_layout::kTransactionalBit); }
  bool is_control() const { return has(record_batch_layout::kControlBit); }
  // Set by compaction (KIP-534): base timestamp is when tombstones in the batch may go.
  bool has_delete_horizon() const { return has(record_batch_layout::kDeleteHorizonBit); }
  bool has_producer_id() const { return producer_id() != kNoProducerId; }

  // The CRC that the bytes really have.
  std::uint32_t computed_crc() const;
  // CORRUPT_MESSAGE, naming both numbers, where it differs from the one stored.
  Result<void> check_crc() const;
  // What must hold for every batch in a log, compacted ones included: known codec, counts and
  // deltas not negative and possible together, no offset overflow, producer fields that agree.
  // CORRUPT_MESSAGE naming the field and its value. Does not look into the records.
  Result<void> check_header() const;

  // The records as a run of bytes for RecordIterator: the payload itself, or `scratch`, which is
  // overwritten with the decompressed payload of at most `size_max` bytes. Lives as long as both.
  Result<Bytes> records(Buffer& scratch, std::size_t size_max = kDecompressedSizeMax) const;

 private:
  explicit RecordBatchView(Bytes bytes) : bytes_(bytes) {}
  template <class T>
  T field(std::size_t at) const {
    return load_big_endian<T>(bytes_.data() + at);
  }
  bool has(std::int16_t bit) const { return (attributes() & bit) != 0; }

  Bytes bytes_;
};

// Walks batches that lie one behind the other. next() gives nothing at the end; after an error it
// gives the same error again. Kafka's fetch responses may end in part of a batch: `truncated()`
// tells that error from garbage.
class RecordBatchIterator {
 public:
  explicit RecordBatchIterator(Bytes run) : run_(run) {}
  Result<std::optional<RecordBatchView>> next();
  // Where in the run the next batch starts, or the one that could not be read.
  std::size_t position() const { return position_; }
  // REQUIRES: next() gave an error. Whether the bytes so far are the beginning of a batch.
  bool truncated() const { return truncated_; }

 private:
  Bytes run_;
  std::size_t position_ = 0;
  bool truncated_ = false;
};

}  // namespace barnabas
