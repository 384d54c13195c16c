#pragma once
// DescribeTopicPartitions, key 75: partitions of topics page by page, with their eligible leader
// replicas (KIP-966).

#include <limits>

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeTopicPartitionsRequest {
  struct TopicRequest {
    std::string name;
    void describe(Wire& wire) { wire("name", name); }
  };
  struct Cursor {
    std::string topic_name;
    std::int32_t partition_index = 0;
    void describe(Wire& wire) {
      wire("topicName", topic_name);
      wire("partitionIndex", partition_index);
    }
  };

  std::vector<TopicRequest> topics;
  std::int32_t response_partition_limit = 2000;
  std::optional<Cursor> cursor;

  static constexpr ApiMessage info{.name = "DescribeTopicPartitionsRequest",
                                   .key = ApiKey::DescribeTopicPartitions,
                                   .versions = {0, 0},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("topics", topics);
    wire("responsePartitionLimit", response_partition_limit);
    wire("cursor", cursor);
  }
};

struct DescribeTopicPartitionsResponse {
  struct Partition {
    ErrorCode error_code = ErrorCode::None;
    std::int32_t partition_index = 0;
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replica_nodes;
    std::vector<std::int32_t> isr_nodes;
    std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
    std::optional<std::vector<std::int32_t>> last_known_elr;
    std::vector<std::int32_t> offline_replicas;
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("partitionIndex", partition_index);
      wire("leaderId", leader_id);
      wire("leaderEpoch", leader_epoch);
      wire("replicaNodes", replica_nodes);
      wire("isrNodes", isr_nodes);
      wire("eligibleLeaderReplicas", eligible_leader_replicas);
      wire("lastKnownElr", last_known_elr);
      wire("offlineReplicas", offline_replicas);
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
      wire("name", name);
      wire("topicId", topic_id);
      wire("isInternal", is_internal);
      wire("partitions", partitions);
      wire("topicAuthorizedOperations", topic_authorized_operations);
    }
  };
  struct Cursor {
    std::string topic_name;
    std::int32_t partition_index = 0;
    void describe(Wire& wire) {
      wire("topicName", topic_name);
      wire("partitionIndex", partition_index);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics;
  std::optional<Cursor> next_cursor;

  static constexpr ApiMessage info{.name = "DescribeTopicPartitionsResponse",
                                   .key = ApiKey::DescribeTopicPartitions,
                                   .versions = {0, 0},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("topics", topics);
    wire("nextCursor", next_cursor);
  }
};

}  // namespace barnabas
