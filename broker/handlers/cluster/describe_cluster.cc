// DescribeCluster: v0-2
//
// Behaviour:
//  * Cluster id, controller and brokers. There is one node, which is both, but it offers clients no
//    controller listener: asked for controllers (v1), the answer is MISMATCHED_ENDPOINT_TYPE, as
//    a broker listener of Apache Kafka gives.

#include "broker/authorized_operations.h"
#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/cluster/handlers.h"

namespace barnabas {
namespace {

constexpr std::int8_t brokers_endpoint = 1;

}  // namespace

DescribeClusterResponse handle(const DescribeClusterRequest& request, Context& context) {
  DescribeClusterResponse response;
  if (request.endpoint_type != brokers_endpoint) {
    response.error_code = ErrorCode::MismatchedEndpointType;
    response.error_message = "This listener answers for brokers, not for controllers.";
    return response;
  }
  auto& broker = context.broker;
  const auto& endpoint = broker.endpoint_for(context.client);
  const auto node_id = broker.config().node_id;
  response.cluster_id = broker.cluster().id();
  response.controller_id = node_id;
  response.brokers.push_back({.broker_id = node_id,
                              .host = endpoint.host,
                              .port = endpoint.port,
                              .rack = broker.config().broker_rack});
  if (request.include_cluster_authorized_operations)
    response.cluster_authorized_operations = kClusterOperations;
  return response;
}

}  // namespace barnabas
