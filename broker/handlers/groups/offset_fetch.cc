// OffsetFetch: v0-10
//
// Behaviour:
//  * What the group committed; offset -1 and no error where it committed nothing, also for groups
//    and topics that do not exist.
//  * Waits for commits that are being made durable.
//
// Version notes:
//  * v0-1 have no error of their own: it stands in each partition. v2 null topics mean all.
//    v7 with require_stable, a position that an open transaction may change is
//    UNSTABLE_OFFSET_COMMIT. v8 several groups. v10 topic ids; topics that are gone are left out of
//    "all", asked for they are UNKNOWN_TOPIC_ID.
//
// Left out: member epochs (v9, KIP-848) are not looked at.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/metadata/metadata_image.h"
#include "broker/net/pending.h"

namespace barnabas {
namespace {

// The two generations of the response have equal partitions under different types.
template <class Partition>
Partition as_partition(const OffsetFetchAnswer::Partition& from) {
  return {.partition_index = from.partition,
          .committed_offset = from.offset,
          .committed_leader_epoch = from.leader_epoch,
          .metadata = from.metadata,
          .error_code = from.error};
}

awaitable<OffsetFetchAnswer> fetch(OffsetFetch wanted, Context& context) {
  Pending<OffsetFetchAnswer> pending(context.loop);
  context.broker.groups().fetch_offsets(std::move(wanted), pending.callback());
  auto answer = co_await pending.get();
  co_return answer;
}

awaitable<OffsetFetchResponse> fetch_one_group(OffsetFetchRequest request, Context& context) {
  OffsetFetch wanted{
      .group_id = request.group_id, .topics = {}, .require_stable = request.require_stable};
  if (request.topics) wanted.topics.emplace();
  for (const auto& topic : request.topics.value_or(std::vector<OffsetFetchRequest::Topic>{}))
    wanted.topics->push_back({.topic = topic.name, .partitions = topic.partition_indexes});
  auto answer = co_await fetch(std::move(wanted), context);

  OffsetFetchResponse response;
  response.error_code = answer.error;
  for (const auto& topic : answer.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.topic;
    for (const auto& partition : topic.partitions)
      answered.partitions.push_back(as_partition<OffsetFetchResponse::Partition>(partition));
  }
  if (answer.error == ErrorCode::None || context.version() >= 2 || !request.topics)
    co_return response;
  for (const auto& topic : *request.topics) {
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    for (const auto partition : topic.partition_indexes)
      answered.partitions.push_back({.partition_index = partition,
                                     .committed_offset = -1,
                                     .committed_leader_epoch = -1,
                                     .metadata = "",
                                     .error_code = answer.error});
  }
  co_return response;
}

OffsetFetchResponse::Topics unknown_topic(const OffsetFetchRequest::Topics& topic) {
  OffsetFetchResponse::Topics answered{.name = {}, .topic_id = topic.topic_id, .partitions = {}};
  for (const auto partition : topic.partition_indexes)
    answered.partitions.push_back({.partition_index = partition,
                                   .committed_offset = -1,
                                   .committed_leader_epoch = -1,
                                   .metadata = "",
                                   .error_code = ErrorCode::UnknownTopicId});
  return answered;
}

awaitable<OffsetFetchResponse::Group> fetch_group(OffsetFetchRequest::Group request,
                                                  bool require_stable, Context& context) {
  const bool by_id = context.version() >= 10;
  const auto& image = context.broker.image();
  OffsetFetchResponse::Group response{.group_id = request.group_id, .topics = {}};
  OffsetFetch wanted{.group_id = request.group_id, .topics = {}, .require_stable = require_stable};
  if (request.topics) wanted.topics.emplace();
  for (const auto& topic : request.topics.value_or(std::vector<OffsetFetchRequest::Topics>{})) {
    const auto* known = by_id ? image.topic(topic.topic_id) : nullptr;
    if (by_id && known == nullptr)
      response.topics.push_back(unknown_topic(topic));
    else
      wanted.topics->push_back(
          {.topic = by_id ? known->name : topic.name, .partitions = topic.partition_indexes});
  }
  const auto answer = co_await fetch(std::move(wanted), context);
  response.error_code = answer.error;
  if (answer.error != ErrorCode::None) response.topics.clear();
  for (const auto& topic : answer.topics) {
    const auto* known = image.topic(topic.topic);
    if (by_id && known == nullptr) continue;
    auto& answered = response.topics.emplace_back();
    answered.name = topic.topic;
    if (known != nullptr) answered.topic_id = known->id;
    for (const auto& partition : topic.partitions)
      answered.partitions.push_back(as_partition<OffsetFetchResponse::Partitions>(partition));
  }
  co_return response;
}

}  // namespace

awaitable<OffsetFetchResponse> handle(OffsetFetchRequest request, Context& context) {
  if (context.version() < 8) {
    auto response = co_await fetch_one_group(std::move(request), context);
    co_return response;
  }
  OffsetFetchResponse response;
  for (auto& group : request.groups) {
    auto answered = co_await fetch_group(std::move(group), request.require_stable, context);
    response.groups.push_back(std::move(answered));
  }
  co_return response;
}

}  // namespace barnabas
