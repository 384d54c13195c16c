#include "client/list_offsets.h"

#include <fmt/core.h>

#include "client/answer.h"
#include "protocol/messages/data/list_offsets.h"

namespace barnabas::client {

Result<std::map<std::int32_t, Offset>> list_offsets(Cluster& cluster,
                                                    const ListOffsetsQuery& query) {
  std::map<std::int32_t, ListOffsetsRequest::Topic> by_leader;
  for (const auto partition : query.partitions) {
    auto leader = cluster.leader_id(query.topic, partition);
    if (!leader) return tl::unexpected(std::move(leader.error()));
    auto& topic = by_leader[*leader];
    topic.name = query.topic;
    topic.partitions.push_back({.partition_index = partition, .timestamp = query.timestamp_ms});
  }
  std::map<std::int32_t, Offset> offsets;
  for (auto& [leader, topic] : by_leader) {
    const ListOffsetsRequest request{.replica_id = -1, .topics = {std::move(topic)}};
    const auto connection = cluster.broker(leader);
    if (!connection) return tl::unexpected(connection.error());
    auto reply = (*connection)->call<ListOffsetsResponse>(request);
    if (!reply) return tl::unexpected(std::move(reply.error()));
    for (const auto& answered : (*reply)->topics) {
      for (const auto& partition : answered.partitions) {
        if (partition.error_code != ErrorCode::None)
          return tl::unexpected(answer_error(
              partition.error_code,
              fmt::format("offsets of {}-{}", answered.name, partition.partition_index)));
        offsets[partition.partition_index] = partition.offset;
      }
    }
  }
  return offsets;
}

}  // namespace barnabas::client
