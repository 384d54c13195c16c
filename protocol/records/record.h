#pragma once
// RecordView and RecordIterator: the records inside a batch, once decompressed.
//
// A record (KIP-98), all numbers zigzag varints, lengths of -1 meaning null:
//   length, attributes (int8, unused), timestamp delta, offset delta, key length, key,
//   value length, value, header count, then for each header: key length, key, value length, value
//
// No length is believed before it is compared with the bytes left; a walk ends after at most
// bytes / 7 records. Views live as long as the bytes. Any thread.

#include <optional>
#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

struct RecordHeader {
  std::string_view key;
  std::optional<Bytes> value;
};

// Walks the headers of one record; next() gives nothing at the end.
class RecordHeaderIterator {
 public:
  RecordHeaderIterator(Bytes bytes, std::int32_t count) : bytes_(bytes), left_(count) {}
  Result<std::optional<RecordHeader>> next();

 private:
  Bytes bytes_;
  std::int32_t left_;
};

struct RecordView {
  Offset offset = 0;
  TimestampMs timestamp_ms = kNoTimestamp;  // the batch's max timestamp under LogAppendTime
  std::optional<Bytes> key;
  std::optional<Bytes> value;

  std::int32_t header_count = 0;
  Bytes header_bytes;  // the headers, not looked at yet
  RecordHeaderIterator headers() const { return {header_bytes, header_count}; }

  std::int8_t attributes = 0;
  std::int64_t timestamp_delta_ms = 0;
  std::int32_t offset_delta = 0;
  Bytes bytes;  // the whole record with its length
};

// Walks the records of a batch. Checks that offsets grow and stay within the batch, that exactly
// as many records are there as the header says, and that headers fill their record exactly.
class RecordIterator {
 public:
  // `records` is what batch.records() gave.
  RecordIterator(RecordBatchView batch, Bytes records);

  // The next record, nothing at the end; CORRUPT_MESSAGE naming the record's index and the field
  // otherwise, again and again.
  Result<std::optional<RecordView>> next();

 private:
  Result<RecordView> read() const;

  RecordBatchView batch_;
  Bytes rest_;
  std::int32_t index_ = 0;
  std::int64_t previous_delta_ = -1;
};

}  // namespace barnabas
