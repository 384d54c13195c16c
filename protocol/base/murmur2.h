#pragma once
// Partitioners: which partition a keyed record goes to.
//
// Java's default producer hashes keys with murmur2, librdkafka's default ("consistent_random")
// with CRC-32, so the two send the same key to different partitions; librdkafka's "murmur2"
// partitioner agrees with Java. Any thread.

#include <cstdint>

#include "protocol/base/bytes.h"

namespace barnabas {

// MurmurHash2 with the seed that Apache Kafka uses.
std::uint32_t murmur2(Bytes key);

// The partition that the Java producer chooses for `key`. REQUIRES: partition_count > 0.
std::int32_t murmur2_partition(Bytes key, std::int32_t partition_count);

// The partition that librdkafka's consistent partitioners choose. REQUIRES: partition_count > 0.
std::int32_t crc32_partition(Bytes key, std::int32_t partition_count);

}  // namespace barnabas
