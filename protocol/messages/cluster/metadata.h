#pragma once
// Metadata, key 3: brokers, topics, partitions and their leaders. v0 asks for all topics with an
// empty list, later versions with null. v1 racks, controller and internal topics, v2 cluster id, v3
// throttle, v4 auto-creation may be refused, v5 offline replicas, v7 leader epochs, v8 authorized
// operations, v9 flexible, v10 topic ids (asked for by id from v12), v11 no authorized operations
// of the cluster, v13 an error for the whole answer.

#include <limits>

#include "protocol/wire/codec.h"

namespace barnabas {

struct MetadataRequest {
  struct Topic {
    Uuid topic_id;
    std::optional<std::string> name = "";
    void describe(Wire& wire) {
      wire("topicId", topic_id, since(10));
      wire("name", name, kAlways, since(10));
    }
  };

  std::optional<std::vector<Topic>> topics = std::vector<Topic>();
  bool allow_auto_topic_creation = true;
  bool include_cluster_authorized_operations = false;
  bool include_topic_authorized_operations = false;

  static constexpr ApiMessage info{
      .name = "MetadataRequest", .key = ApiKey::Metadata, .versions = {0, 13}, .flexible_since = 9};
  void describe(Wire& wire) {
    wire("topics", topics, kAlways, since(1));
    wire("allowAutoTopicCreation", allow_auto_topic_creation, since(4));
    wire("includeClusterAuthorizedOperations", include_cluster_authorized_operations,
         between(8, 10));
    wire("includeTopicAuthorizedOperations", include_topic_authorized_operations, since(8));
  }
};

struct MetadataResponse {
  struct Broker {
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    void describe(Wire& wire) {
      wire("nodeId", node_id);
      wire("host", host);
      wire("port", port);
      wire("rack", rack, since(1));
    }
  };
  struct Partition {
    ErrorCode error_code = ErrorCode::None;
    std::int32_t partition_index = 0;
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replica_nodes;
    std::vector<std::int32_t> isr_nodes;
    std::vector<std::int32_t> offline_replicas;
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("partitionIndex", partition_index);
      wire("leaderId", leader_id);
      wire("leaderEpoch", leader_epoch, since(7));
      wire("replicaNodes", replica_nodes);
      wire("isrNodes", isr_nodes);
      wire("offlineReplicas", offline_replicas, since(5));
    }
  };
  struct Topic {
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> name = "";
    Uuid topic_id;
    bool is_internal = false;
    std::vector<Partition> partitions;
    std::int32_t topic_authorized_operations = std::numeric_limits<std::int32_t>::min();
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("name", name, kAlways, since(12));
      wire("topicId", topic_id, since(10));
      wire("isInternal", is_internal, since(1));
      wire("partitions", partitions);
      wire("topicAuthorizedOperations", topic_authorized_operations, since(8));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Broker> brokers;
  std::optional<std::string> cluster_id;
  std::int32_t controller_id = -1;
  std::vector<Topic> topics;
  std::int32_t cluster_authorized_operations = std::numeric_limits<std::int32_t>::min();
  ErrorCode error_code = ErrorCode::None;

  static constexpr ApiMessage info{.name = "MetadataResponse",
                                   .key = ApiKey::Metadata,
                                   .versions = {0, 13},
                                   .flexible_since = 9};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(3));
    wire("brokers", brokers);
    wire("clusterId", cluster_id, since(2));
    wire("controllerId", controller_id, since(1));
    wire("topics", topics);
    wire("clusterAuthorizedOperations", cluster_authorized_operations, between(8, 10));
    wire("errorCode", error_code, since(13));
  }
};

}  // namespace barnabas
