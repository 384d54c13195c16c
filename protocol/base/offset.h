#pragma once
// The integers that records, logs and messages share, under the names Kafka gives them.
//
// Plain aliases: they document, they do not protect. -1 is Kafka's "none" for each of them.

#include <cstdint>

namespace barnabas {

using Offset = std::int64_t;         // the number of a record in its partition, from 0
using LeaderEpoch = std::int32_t;    // grows with each new leader of a partition
using ProducerId = std::int64_t;     // names an idempotent or transactional producer
using ProducerEpoch = std::int16_t;  // grows to fence older incarnations of a producer id
using Sequence = std::int32_t;       // counts a producer's records in one partition; wraps to 0
using TimestampMs = std::int64_t;    // milliseconds since 1970-01-01 UTC

inline constexpr Offset kNoOffset = -1;
inline constexpr LeaderEpoch kNoLeaderEpoch = -1;
inline constexpr ProducerId kNoProducerId = -1;
inline constexpr ProducerEpoch kNoProducerEpoch = -1;
inline constexpr Sequence kNoSequence = -1;
inline constexpr TimestampMs kNoTimestamp = -1;

// The sequence number `count` records after `sequence`: 2147483647 is followed by 0.
// REQUIRES: both are >= 0.
constexpr Sequence advance_sequence(Sequence sequence, std::int32_t count) {
  return static_cast<Sequence>(
      (static_cast<std::uint32_t>(sequence) + static_cast<std::uint32_t>(count)) & 0x7fffffffU);
}

}  // namespace barnabas
