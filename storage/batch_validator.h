#pragma once
// Batch validation: what a partition accepts, before anything is changed.
//
// From clients, as Apache Kafka does: exactly one batch of format v2, its CRC, counts and deltas
// that agree, no control records, no reserved bits, sequences with producer ids, timestamps within
// the topic's limits, keys on compacted topics, sizes. Uncompressed records are walked; compressed
// ones are opened only where something depends on it: a compacted topic, another compression.type,
// a lower limit for timestamps, or validate_compressed. (Apache Kafka always opens them.)
//
// Pure: time comes in, bytes are only read. Any thread.

#include <optional>

#include "protocol/base/buffer.h"
#include "protocol/base/result.h"
#include "protocol/records/record_batch.h"
#include "storage/log.h"

namespace barnabas {

// A batch that may be appended.
struct ValidBatch {
  // Set where compression.type asks for another codec: the batch to append instead.
  std::optional<Buffer> rebuilt;
  TimestampMs max_timestamp_ms = kNoTimestamp;  // as the batch has to say
  TimestampType timestamp_type = TimestampType::CreateTime;
};

// Checks what a client sent; `bytes` is the whole of it.
tl::expected<ValidBatch, AppendError> validate_client_batch(Bytes bytes, const LogConfig& config,
                                                            std::int64_t now_ms);

// Checks one batch that this broker or a leader made.
tl::expected<void, AppendError> validate_broker_batch(const RecordBatchView& batch,
                                                      const LogConfig& config, AppendOrigin origin);

}  // namespace barnabas
