// AlterConfigs: v0-2
//
// Behaviour:
//  * Replaces everything that was set for a resource; what is not named goes back to its default.
//    One result a resource, in force when the answer comes. UNKNOWN_TOPIC_OR_PARTITION,
//    INVALID_CONFIG for unknown names and values, INVALID_REQUEST for what a broker cannot change
//    while it runs.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/configs/handlers.h"
#include "broker/handlers/configs/tell_config_changes.h"
#include "broker/handlers/refuse_all.h"
#include "broker/metadata/config_admin.h"

namespace barnabas {

awaitable<AlterConfigsResponse> handle(AlterConfigsRequest request, Context& context) {
  const ConfigAdmin admin(context.broker.cluster().admin_environment());
  MetadataChange change(context.broker.cluster().image());
  auto response = admin.alter(request, change);
  const auto changed = co_await context.broker.cluster().change(std::move(change));
  if (!changed) refuse_all(response.responses, changed.error());
  if (!request.validate_only) tell_config_changes(request, response, context);
  co_return response;
}

}  // namespace barnabas
