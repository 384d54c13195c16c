#include "broker/metadata/topic_pages.h"

#include <algorithm>
#include <set>

#include "broker/metadata/topic_rules.h"

namespace barnabas {
namespace {

using Response = DescribeTopicPartitionsResponse;

bool is_alive(const MetadataImage& image, std::int32_t id) {
  const auto* broker = image.broker(id);
  return broker != nullptr && !broker->fenced;
}

Response::Partition describe(const MetadataImage& image, const PartitionImage& partition,
                             std::size_t number) {
  Response::Partition described{
      .error_code = partition.leader == kNoLeader ? ErrorCode::LeaderNotAvailable : ErrorCode::None,
      .partition_index = static_cast<std::int32_t>(number),
      .leader_id = partition.leader,
      .leader_epoch = partition.leader_epoch,
      .replica_nodes = partition.replicas,
      .isr_nodes = partition.isr,
      .eligible_leader_replicas = partition.eligible_leader_replicas,
      .last_known_elr = partition.last_known_elr};
  for (const auto id : partition.replicas)
    if (!is_alive(image, id)) described.offline_replicas.push_back(id);
  return described;
}

std::set<std::string> names_from(const MetadataImage& image,
                                 const DescribeTopicPartitionsRequest& request) {
  std::set<std::string> names;
  const std::string first = request.cursor ? request.cursor->topic_name : "";
  if (request.topics.empty()) {
    for (const auto& [name, topic] : image.topics())
      if (name >= first) names.insert(names.end(), name);
    return names;
  }
  for (const auto& topic : request.topics)
    if (topic.name >= first) names.insert(topic.name);
  return names;
}

bool moves(const PartitionImage& partition) {
  return !partition.adding_replicas.empty() || !partition.removing_replicas.empty();
}

}  // namespace

DescribeTopicPartitionsResponse describe_topic_page(const MetadataImage& image,
                                                    const DescribeTopicPartitionsRequest& request,
                                                    std::int32_t limit_max) {
  Response response;
  const auto limit = std::max(std::min(request.response_partition_limit, limit_max), 1);
  auto left = static_cast<std::size_t>(limit);
  for (const auto& name : names_from(image, request)) {
    if (left == 0) {
      response.next_cursor = DescribeTopicPartitionsResponse::Cursor{.topic_name = name};
      return response;
    }
    auto& described = response.topics.emplace_back();
    described.name = name;
    described.is_internal = is_internal_topic(name);
    const auto* topic = image.topic(name);
    if (topic == nullptr) {
      described.error_code = ErrorCode::UnknownTopicOrPartition;
      continue;
    }
    described.topic_id = topic->id;
    const bool resumed = request.cursor && request.cursor->topic_name == name;
    const auto total = topic->partitions.size();
    const auto first =
        resumed ? static_cast<std::size_t>(std::max(request.cursor->partition_index, 0)) : 0;
    const auto end = std::min(total, first + left);
    for (auto number = first; number < end; ++number)
      described.partitions.push_back(describe(image, topic->partitions[number], number));
    left -= described.partitions.size();
    if (end >= total) continue;
    response.next_cursor = DescribeTopicPartitionsResponse::Cursor{
        .topic_name = name, .partition_index = static_cast<std::int32_t>(end)};
    return response;
  }
  return response;
}

ListPartitionReassignmentsResponse list_reassignments(
    const MetadataImage& image, const ListPartitionReassignmentsRequest& request) {
  ListPartitionReassignmentsResponse response;
  response.error_message = std::nullopt;
  const auto add = [&](const TopicImage& topic, const std::vector<std::int32_t>* wanted) {
    ListPartitionReassignmentsResponse::OngoingTopicReassignment ongoing{.name = topic.name};
    for (std::size_t number = 0; number < topic.partitions.size(); ++number) {
      const auto& partition = topic.partitions[number];
      const auto index = static_cast<std::int32_t>(number);
      const bool asked =
          wanted == nullptr || std::find(wanted->begin(), wanted->end(), index) != wanted->end();
      if (asked && moves(partition))
        ongoing.partitions.push_back({.partition_index = index,
                                      .replicas = partition.replicas,
                                      .adding_replicas = partition.adding_replicas,
                                      .removing_replicas = partition.removing_replicas});
    }
    if (!ongoing.partitions.empty()) response.topics.push_back(std::move(ongoing));
  };
  if (!request.topics) {
    for (const auto& [name, topic] : image.topics()) add(*topic, nullptr);
    return response;
  }
  for (const auto& wanted : *request.topics)
    if (const auto* topic = image.topic(wanted.name)) add(*topic, &wanted.partition_indexes);
  return response;
}

}  // namespace barnabas
