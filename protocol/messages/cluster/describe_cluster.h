#pragma once
// DescribeCluster, key 60: cluster id, controller and brokers without any topics (KIP-700). v1
// brokers or controllers (KIP-919), v2 fenced brokers (KIP-1073).

#include <limits>

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeClusterRequest {
  bool include_cluster_authorized_operations = false;
  std::int8_t endpoint_type = 1;
  bool include_fenced_brokers = false;

  static constexpr ApiMessage info{.name = "DescribeClusterRequest",
                                   .key = ApiKey::DescribeCluster,
                                   .versions = {0, 2},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("includeClusterAuthorizedOperations", include_cluster_authorized_operations);
    wire("endpointType", endpoint_type, since(1));
    wire("includeFencedBrokers", include_fenced_brokers, since(2));
  }
};

struct DescribeClusterResponse {
  struct Broker {
    std::int32_t broker_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    bool is_fenced = false;
    void describe(Wire& wire) {
      wire("brokerId", broker_id);
      wire("host", host);
      wire("port", port);
      wire("rack", rack);
      wire("isFenced", is_fenced, since(2));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::optional<std::string> error_message;
  std::int8_t endpoint_type = 1;
  std::string cluster_id;
  std::int32_t controller_id = -1;
  std::vector<Broker> brokers;
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();

  static constexpr ApiMessage info{.name = "DescribeClusterResponse",
                                   .key = ApiKey::DescribeCluster,
                                   .versions = {0, 2},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("errorCode", error_code);
    wire("errorMessage", error_message);
    wire("endpointType", endpoint_type, since(1));
    wire("clusterId", cluster_id);
    wire("controllerId", controller_id);
    wire("brokers", brokers);
    wire("clusterAuthorizedOperations", cluster_authorized_operations);
  }
};

}  // namespace barnabas
