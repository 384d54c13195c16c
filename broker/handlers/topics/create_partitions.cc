// CreatePartitions: v0-3
//
// Behaviour:
//  * One result a topic: UNKNOWN_TOPIC_OR_PARTITION, INVALID_PARTITIONS where the count would not
//    grow, INVALID_REPLICA_ASSIGNMENT, a name twice INVALID_REQUEST.
//  * Answers when the new partitions are durable and can be written.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/events/event_stream.h"
#include "broker/handlers/refuse_all.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/metadata/topic_admin.h"

namespace barnabas {
namespace {

// To be told when the growth is in force; the old count is known only before.
std::vector<PartitionsAdded> news_of(const CreatePartitionsResponse& response,
                                     const CreatePartitionsRequest& request, Context& context) {
  std::vector<PartitionsAdded> news;
  if (!context.broker.events().wants_summary()) return news;
  for (const auto& result : response.results) {
    if (result.error_code != ErrorCode::None) continue;
    const auto* topic = context.broker.cluster().image().topic(result.name);
    for (const auto& wanted : request.topics) {
      if (wanted.name != result.name) continue;
      PartitionsAdded event{.client_id = std::string(context.client_id()), .topic = result.name};
      event.from = static_cast<std::int32_t>(topic->partitions.size());
      event.to = wanted.count;
      news.push_back(std::move(event));
    }
  }
  return news;
}

}  // namespace

awaitable<CreatePartitionsResponse> handle(CreatePartitionsRequest request, Context& context) {
  const TopicAdmin admin(context.broker.cluster().admin_environment());
  MetadataChange change(context.broker.cluster().image());
  auto response = admin.add_partitions(request, change);
  auto news =
      request.validate_only ? std::vector<PartitionsAdded>() : news_of(response, request, context);
  const auto changed = co_await context.broker.cluster().change(std::move(change));
  if (!changed) refuse_all(response.results, changed.error());
  if (changed)
    for (auto& event : news) context.broker.events().emit(std::move(event));
  co_return response;
}

}  // namespace barnabas
