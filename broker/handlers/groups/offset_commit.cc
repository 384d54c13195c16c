// OffsetCommit: v0-10
//
// Behaviour:
//  * Answers when the positions are durable in __consumer_offsets.
//  * A topic or partition that does not exist is UNKNOWN_TOPIC_OR_PARTITION, by id
//  UNKNOWN_TOPIC_ID;
//    the others are committed all the same.
//  * Without generation and member the commit is an administrator's, or that of a consumer that
//    assigns its partitions itself; accepted while the group has no members.
//  * Metadata longer than offset.metadata.max.bytes is OFFSET_METADATA_TOO_LARGE.
//
// Version notes:
//  * v0 has neither generation nor member. v1 has timestamps, which are ignored. v2 to v4 have a
//    retention of their own. v6 leader epochs. v7 static members. v9 an unknown group is
//    GROUP_ID_NOT_FOUND, before it ILLEGAL_GENERATION. v10 topic ids.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/metadata/metadata_image.h"
#include "broker/net/pending.h"

namespace barnabas {
namespace {

// The response with an error for what cannot be committed, and the rest with where its answer goes.
struct Sorted {
  OffsetCommitResponse response;
  std::vector<OffsetToCommit> offsets;
  std::vector<std::pair<std::size_t, std::size_t>> places;  // topic and partition in the response
};

Sorted sort_out(const OffsetCommitRequest& request, const MetadataImage& image, bool by_id) {
  Sorted sorted;
  for (const auto& topic : request.topics) {
    const auto* known = by_id ? image.topic(topic.topic_id) : image.topic(topic.name);
    auto& answered = sorted.response.topics.emplace_back();
    answered.name = topic.name;
    answered.topic_id = topic.topic_id;
    for (const auto& partition : topic.partitions) {
      auto error = ErrorCode::None;
      if (known == nullptr && by_id)
        error = ErrorCode::UnknownTopicId;
      else if (known == nullptr || partition.partition_index < 0 ||
               static_cast<std::size_t>(partition.partition_index) >= known->partitions.size())
        error = ErrorCode::UnknownTopicOrPartition;
      answered.partitions.push_back(
          {.partition_index = partition.partition_index, .error_code = error});
      if (error != ErrorCode::None) continue;
      sorted.places.emplace_back(sorted.response.topics.size() - 1, answered.partitions.size() - 1);
      sorted.offsets.push_back({.topic = known->name,
                                .partition = partition.partition_index,
                                .offset = partition.committed_offset,
                                .leader_epoch = partition.committed_leader_epoch,
                                .metadata = partition.committed_metadata.value_or(""),
                                .topic_id = known->id});
    }
  }
  return sorted;
}

}  // namespace

awaitable<OffsetCommitResponse> handle(OffsetCommitRequest request, Context& context) {
  auto sorted = sort_out(request, context.broker.image(), context.version() >= 10);
  if (sorted.offsets.empty()) co_return std::move(sorted.response);
  OffsetCommit commit{.group_id = std::move(request.group_id),
                      .speaker = {.member_id = std::move(request.member_id),
                                  .instance_id = std::move(request.group_instance_id),
                                  .generation = request.generation_id_or_member_epoch},
                      .offsets = std::move(sorted.offsets),
                      .retention_ms = {},
                      .unknown_group_is_not_found = context.version() >= 9};
  if (request.retention_time_ms >= 0) commit.retention_ms = request.retention_time_ms;

  Pending<std::vector<ErrorCode>> pending(context.loop);
  context.broker.groups().commit(std::move(commit), pending.callback());
  const auto errors = co_await pending.get();
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto [topic, partition] = sorted.places[i];
    sorted.response.topics[topic].partitions[partition].error_code = errors[i];
  }
  co_return std::move(sorted.response);
}

}  // namespace barnabas
