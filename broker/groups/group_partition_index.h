#pragma once
// Which partition of __consumer_offsets a group lives in. Clients need not know, but every broker
// must come to the same answer, as must Apache Kafka when it opens our directory.

#include <cstdint>
#include <string_view>

namespace barnabas {

// Java's String.hashCode(): over UTF-16 units, h = 31 * h + unit, wrapping. Bytes that are not
// UTF-8 count as one unit each.
std::int32_t java_hash_code(std::string_view utf8);

// abs(hash) % partition_count; the one hash without a positive twin, -2^31, counts as 0.
// REQUIRES: partition_count > 0.
std::int32_t group_partition_index(std::string_view group_id, std::int32_t partition_count);

}  // namespace barnabas
