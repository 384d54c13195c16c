#include "client/group_offsets.h"

#include <fmt/core.h>

#include "client/answer.h"
#include "protocol/messages/groups/offset_commit.h"
#include "protocol/messages/groups/offset_fetch.h"

namespace barnabas::client {
namespace {

// Partitions as an OffsetFetch names them: neighbours of one topic together.
std::vector<OffsetFetchRequest::Topic> by_topic(const std::vector<PartitionName>& partitions) {
  std::vector<OffsetFetchRequest::Topic> topics;
  for (const auto& [topic, partition] : partitions) {
    if (topics.empty() || topics.back().name != topic) topics.push_back({topic, {}});
    topics.back().partition_indexes.push_back(partition);
  }
  return topics;
}

}  // namespace

Result<std::map<PartitionName, Offset>> fetch_group_offsets(
    Cluster& cluster, const std::string& group_id,
    const std::optional<std::vector<PartitionName>>& partitions) {
  OffsetFetchRequest request;
  request.group_id = group_id;
  request.topics = partitions ? std::optional(by_topic(*partitions)) : std::nullopt;  // null: all
  auto coordinator = cluster.coordinator(group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  // Version 8 asks for several groups at once; one is all we need.
  const auto reply = (*coordinator)->call<OffsetFetchResponse>(request, {.version_max = 7});
  if (!reply) return tl::unexpected(reply.error());
  if ((*reply)->error_code != ErrorCode::None)
    return tl::unexpected(
        answer_error((*reply)->error_code, fmt::format("offsets of group '{}'", group_id)));
  std::map<PartitionName, Offset> offsets;
  for (const auto& topic : (*reply)->topics)
    for (const auto& partition : topic.partitions)
      if (partition.committed_offset >= 0)
        offsets[{topic.name, partition.partition_index}] = partition.committed_offset;
  return offsets;
}

Result<void> commit_group_offsets(Cluster& cluster, const GroupCommitter& committer,
                                  const std::map<PartitionName, Offset>& positions) {
  OffsetCommitRequest request;
  request.group_id = committer.group_id;
  request.generation_id_or_member_epoch = committer.generation;
  request.member_id = committer.member_id;
  request.group_instance_id = committer.instance_id;
  for (const auto& [name, offset] : positions) {
    if (request.topics.empty() || request.topics.back().name != name.topic)
      request.topics.push_back({.name = name.topic, .topic_id = {}, .partitions = {}});
    request.topics.back().partitions.push_back(
        {.partition_index = name.partition, .committed_offset = offset});
  }
  auto coordinator = cluster.coordinator(committer.group_id);
  if (!coordinator) return tl::unexpected(std::move(coordinator.error()));
  // Version 10 wants topic ids.
  const auto reply = (*coordinator)->call<OffsetCommitResponse>(request, {.version_max = 9});
  if (!reply) return tl::unexpected(reply.error());
  for (const auto& topic : (*reply)->topics)
    for (const auto& partition : topic.partitions)
      if (partition.error_code != ErrorCode::None)
        return tl::unexpected(
            answer_error(partition.error_code,
                         fmt::format("committing {}-{}", topic.name, partition.partition_index)));
  return {};
}

}  // namespace barnabas::client
