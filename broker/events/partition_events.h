#pragma once
// Events of partitions: what clients did to them, and what happened to their files.

#include <string>

#include "broker/events/event_kind.h"
#include "protocol/base/offset.h"
#include "protocol/wire/wire.h"

namespace barnabas {

// A produce request's share in one partition, from request to acknowledgement.
struct RecordsProduced {
  std::string client_id;
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t records = 0;
  std::int64_t bytes = 0;
  Offset base_offset = 0;
  Offset last_offset = 0;
  Offset segment_base_offset = 0;
  std::int64_t position = 0;                         // of the first byte in that segment's .log
  std::int64_t durable_after_us = kUnknownDuration;  // -1: acknowledged without waiting for it
  Offset high_watermark = 0;
  std::int16_t acks = -1;

  static constexpr EventKind kind{"RecordsProduced", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("topic", topic);
    wire("partition", partition);
    wire("records", records);
    wire("bytes", bytes);
    wire("baseOffset", base_offset);
    wire("lastOffset", last_offset);
    wire("segmentBaseOffset", segment_base_offset);
    wire("position", position);
    wire("durableAfterUs", durable_after_us);
    wire("highWatermark", high_watermark);
    wire("acks", acks);
  }
};

// The same records again (KIP-98): nothing was written, the first copy's offsets are the answer.
struct DuplicateRecognised {
  std::string topic;
  std::int32_t partition = 0;
  ProducerId producer_id = kNoProducerId;
  ProducerEpoch producer_epoch = kNoProducerEpoch;
  Sequence base_sequence = kNoSequence;
  Sequence last_sequence = kNoSequence;
  Offset base_offset = 0;
  Offset last_offset = 0;

  static constexpr EventKind kind{"DuplicateRecognised", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("producerId", producer_id);
    wire("producerEpoch", producer_epoch);
    wire("baseSequence", base_sequence);
    wire("lastSequence", last_sequence);
    wire("baseOffset", base_offset);
    wire("lastOffset", last_offset);
  }
};

struct ProduceRefused {
  std::string client_id;
  std::string topic;
  std::int32_t partition = 0;
  std::string error;  // "OUT_OF_ORDER_SEQUENCE_NUMBER"
  std::string message;

  static constexpr EventKind kind{"ProduceRefused", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("topic", topic);
    wire("partition", partition);
    wire("error", error);
    wire("message", message);
  }
};

// A fetch that brought something.
struct RecordsFetched {
  std::string client_id;
  std::string topic;
  std::int32_t partition = 0;
  Offset from_offset = 0;
  Offset next_offset = 0;  // where the reader goes on
  std::int64_t bytes = 0;
  Offset high_watermark = 0;
  std::int64_t waited_us = kUnknownDuration;

  static constexpr EventKind kind{"RecordsFetched", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("clientId", client_id);
    wire("topic", topic);
    wire("partition", partition);
    wire("fromOffset", from_offset);
    wire("nextOffset", next_offset);
    wire("bytes", bytes);
    wire("highWatermark", high_watermark);
    wire("waitedUs", waited_us);
  }
};

struct BatchAppended {
  std::string topic;
  std::int32_t partition = 0;
  std::int32_t batches = 0;
  Offset base_offset = 0;
  Offset last_offset = 0;
  Offset segment_base_offset = 0;
  std::int64_t position = 0;
  std::int64_t bytes = 0;
  ProducerId producer_id = kNoProducerId;
  Sequence base_sequence = kNoSequence;

  static constexpr EventKind kind{"BatchAppended", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("batches", batches);
    wire("baseOffset", base_offset);
    wire("lastOffset", last_offset);
    wire("segmentBaseOffset", segment_base_offset);
    wire("position", position);
    wire("bytes", bytes);
    wire("producerId", producer_id);
    wire("baseSequence", base_sequence);
  }
};

// Consumers may read up to here now.
struct HighWatermarkMoved {
  std::string topic;
  std::int32_t partition = 0;
  Offset from = 0;
  Offset to = 0;

  static constexpr EventKind kind{"HighWatermarkMoved", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("from", from);
    wire("to", to);
  }
};

// One fsync made everything below `recovery_point` durable.
struct FlushDone {
  std::string topic;
  std::int32_t partition = 0;
  Offset recovery_point = 0;
  std::int64_t files = 0;
  std::int64_t took_us = kUnknownDuration;

  static constexpr EventKind kind{"FlushDone", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("topic", topic);
    wire("partition", partition);
    wire("recoveryPoint", recovery_point);
    wire("files", files);
    wire("tookUs", took_us);
  }
};

}  // namespace barnabas
