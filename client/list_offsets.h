#pragma once
// list_offsets: which offsets of a topic belong to a time (ListOffsets).

#include <map>
#include <string>
#include <vector>

#include "client/cluster.h"
#include "protocol/base/offset.h"

namespace barnabas::client {

// Times with a meaning of their own.
inline constexpr TimestampMs kLatestOffset = -1;    // where the next record goes
inline constexpr TimestampMs kEarliestOffset = -2;  // the first record there is

struct ListOffsetsQuery {
  std::string topic;
  std::vector<std::int32_t> partitions;
  TimestampMs timestamp_ms = kLatestOffset;
};

// For each partition the first offset whose record is not older than the time; kNoOffset where
// there is none. Asks each leader once.
Result<std::map<std::int32_t, Offset>> list_offsets(Cluster& cluster,
                                                    const ListOffsetsQuery& query);

}  // namespace barnabas::client
