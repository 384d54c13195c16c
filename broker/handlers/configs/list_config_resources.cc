// ListConfigResources: v0-1
//
// Behaviour:
//  * The names of things that can have configs, by type.
//
// Version notes:
//  * v0 client metrics subscriptions only. v1 all types (KIP-1142); an unknown one is
//    UNSUPPORTED_VERSION.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/configs/handlers.h"
#include "broker/metadata/config_admin.h"

namespace barnabas {

ListConfigResourcesResponse handle(const ListConfigResourcesRequest& request, Context& context) {
  const ConfigAdmin admin(context.broker.cluster().admin_environment());
  return admin.list(request, context.version());
}

}  // namespace barnabas
