#pragma once
// Legacy message sets (magic 0 and 1, before Kafka 0.11): read only, to answer and print exactly.
//
//   0 offset (int64)   8 size (int32, of what follows)   12 CRC-32 of 16 to end   16 magic
//  17 attributes      18 timestamp (int64, magic 1 only) then key and value, int32 lengths, -1 null
//
// A compressed set is a message whose value holds further messages. Apache Kafka 4 neither accepts
// nor serves these; this program does the same, and can still tell what it was given.

#include <cstdint>
#include <optional>

#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/records/compression.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

struct LegacyMessageView {
  // Sees the message at the front of `bytes`. Errors: CORRUPT_MESSAGE for truncated or impossible
  // lengths and for magic that is neither 0 nor 1.
  static Result<LegacyMessageView> parse(Bytes bytes);

  Bytes bytes;
  Offset offset = 0;
  std::uint32_t crc = 0;
  std::int8_t magic = 0;
  std::int8_t attributes = 0;
  TimestampMs timestamp_ms = kNoTimestamp;
  std::optional<Bytes> key;
  std::optional<Bytes> value;

  Compression compression() const;
  TimestampType timestamp_type() const;
  bool crc_holds() const;
};

}  // namespace barnabas
