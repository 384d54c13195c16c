// CreateTopics: v0-7
//
// Behaviour:
//  * One result a topic. TOPIC_ALREADY_EXISTS, INVALID_TOPIC_EXCEPTION, INVALID_PARTITIONS,
//    INVALID_REPLICATION_FACTOR, INVALID_REPLICA_ASSIGNMENT, INVALID_CONFIG each concern their
//    topic alone; a name that stands twice is INVALID_REQUEST.
//  * Answers when the topic is durable and its partitions can be written. Apache Kafka answers
//    earlier, and clients then see UNKNOWN_TOPIC_OR_PARTITION for a while.
//  * All topics of one request are one batch of the metadata log.
//  * The timeout is not looked at: there is nobody to wait for.
//
// Version notes:
//  * v1 validate only. v4 -1 stands for the broker's default; taken in older versions too. v5 the
//    effective configs come back. v7 topic ids.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/events/event_stream.h"
#include "broker/handlers/refuse_all.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/metadata/topic_admin.h"

namespace barnabas {
namespace {

void tell(const CreateTopicsResponse& response, Context& context) {
  auto& events = context.broker.events();
  if (!events.wants_summary()) return;
  for (const auto& topic : response.topics) {
    if (topic.error_code != ErrorCode::None) continue;
    TopicCreated event{.client_id = std::string(context.client_id()), .topic = topic.name};
    event.topic_id = topic.topic_id;
    event.partitions = topic.num_partitions;
    events.emit(std::move(event));
  }
}

}  // namespace

awaitable<CreateTopicsResponse> handle(CreateTopicsRequest request, Context& context) {
  const TopicAdmin admin(context.broker.cluster().admin_environment());
  MetadataChange change(context.broker.cluster().image());
  auto response = admin.create(request, change);
  const auto changed = co_await context.broker.cluster().change(std::move(change));
  if (!changed) refuse_all(response.topics, changed.error());
  if (!request.validate_only) tell(response, context);
  co_return response;
}

}  // namespace barnabas
