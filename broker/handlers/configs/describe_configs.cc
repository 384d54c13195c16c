// DescribeConfigs: v0-4
//
// Behaviour:
//  * All effective configs of topics, of this broker (an empty name: what is set for all brokers),
//    of groups and client metrics, each with the source of its value; synonyms and documentation
//    when asked for. Secrets have no value. Another broker's name is INVALID_REQUEST.
//  * Broker loggers: none, they are not adjustable here.
//
// Version notes:
//  * v0 has a flag for defaults in place of sources. v3 types and documentation.

#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/configs/handlers.h"
#include "broker/metadata/config_admin.h"

namespace barnabas {

DescribeConfigsResponse handle(const DescribeConfigsRequest& request, Context& context) {
  const ConfigAdmin admin(context.broker.cluster().admin_environment());
  return admin.describe(request);
}

}  // namespace barnabas
