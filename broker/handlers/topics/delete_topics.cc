// DeleteTopics: v0-6
//
// Behaviour:
//  * By name or by id; one result for each. UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, both or
//    neither given or the same topic twice: INVALID_REQUEST.
//  * Metadata forgets the topic at once, the answer comes when that is durable, the files go later.
//
// Version notes:
//  * v3 TOPIC_DELETION_DISABLED, INVALID_REQUEST before. v5 error texts. v6 ids.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/events/event_stream.h"
#include "broker/handlers/refuse_all.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/metadata/topic_admin.h"

namespace barnabas {
namespace {

void tell(const DeleteTopicsResponse& response, Context& context) {
  auto& events = context.broker.events();
  if (!events.wants_summary()) return;
  for (const auto& topic : response.responses) {
    if (topic.error_code != ErrorCode::None) continue;
    TopicDeleted event{.client_id = std::string(context.client_id()),
                       .topic = topic.name.value_or("")};
    event.topic_id = topic.topic_id;
    events.emit(std::move(event));
  }
}

}  // namespace

awaitable<DeleteTopicsResponse> handle(DeleteTopicsRequest request, Context& context) {
  const TopicAdmin admin(context.broker.cluster().admin_environment());
  MetadataChange change(context.broker.cluster().image());
  auto response = admin.remove(request, context.version(), change);
  const auto changed = co_await context.broker.cluster().change(std::move(change));
  if (!changed) refuse_all(response.responses, changed.error());
  tell(response, context);
  co_return response;
}

}  // namespace barnabas
