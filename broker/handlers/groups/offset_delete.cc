// OffsetDelete: v0
//
// Behaviour:
//  * Forgets positions. A topic that the group's members read is GROUP_SUBSCRIBED_TO_TOPIC; one
//  that
//    does not exist is UNKNOWN_TOPIC_OR_PARTITION. A group with members of another protocol than
//    "consumer" is NON_EMPTY_GROUP as a whole.

#include "broker/broker.h"
#include "broker/groups/group_coordinator.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/metadata/metadata_image.h"
#include "broker/net/pending.h"

namespace barnabas {

awaitable<OffsetDeleteResponse> handle(OffsetDeleteRequest request, Context& context) {
  OffsetDeleteResponse response;
  std::vector<PartitionsOfTopic> wanted;
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const auto& topic : request.topics) {
    const auto* known = context.broker.image().topic(topic.name);
    auto& answered = response.topics.emplace_back();
    answered.name = topic.name;
    auto& existing = wanted.emplace_back();
    existing.topic = topic.name;
    for (const auto& partition : topic.partitions) {
      const auto index = partition.partition_index;
      const bool exists = known != nullptr && index >= 0 &&
                          static_cast<std::size_t>(index) < known->partitions.size();
      answered.partitions.push_back(
          {.partition_index = index,
           .error_code = exists ? ErrorCode::None : ErrorCode::UnknownTopicOrPartition});
      if (!exists) continue;
      existing.partitions.push_back(index);
      places.emplace_back(response.topics.size() - 1, answered.partitions.size() - 1);
    }
  }

  using Outcome = Result<std::vector<ErrorCode>>;
  Pending<Outcome> pending(context.loop);
  context.broker.groups().delete_offsets(request.group_id, std::move(wanted), pending.callback());
  const auto errors = co_await pending.get();
  if (!errors) {
    response.error_code = errors.error().code;
    response.topics.clear();
    co_return response;
  }
  for (std::size_t i = 0; i < errors->size(); ++i)
    response.topics[places[i].first].partitions[places[i].second].error_code = (*errors)[i];
  co_return response;
}

}  // namespace barnabas
