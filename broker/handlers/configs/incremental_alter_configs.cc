// IncrementalAlterConfigs: v0-1
//
// Behaviour:
//  * SET, DELETE, APPEND and SUBTRACT on single configs (KIP-339). Lists grow from the value in
//    force; APPEND or SUBTRACT on anything else is INVALID_CONFIG, a name twice INVALID_REQUEST.
//    A resource changes as a whole or not at all.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/configs/handlers.h"
#include "broker/handlers/configs/tell_config_changes.h"
#include "broker/handlers/refuse_all.h"
#include "broker/metadata/config_admin.h"

namespace barnabas {

awaitable<IncrementalAlterConfigsResponse> handle(IncrementalAlterConfigsRequest request,
                                                  Context& context) {
  const ConfigAdmin admin(context.broker.cluster().admin_environment());
  MetadataChange change(context.broker.cluster().image());
  auto response = admin.alter(request, change);
  const auto changed = co_await context.broker.cluster().change(std::move(change));
  if (!changed) refuse_all(response.responses, changed.error());
  if (!request.validate_only) tell_config_changes(request, response, context);
  co_return response;
}

}  // namespace barnabas
