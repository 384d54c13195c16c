#pragma once
// ListPartitionReassignments, key 46: which partitions are moving between brokers (KIP-455).

#include "protocol/wire/codec.h"

namespace barnabas {

struct ListPartitionReassignmentsRequest {
  struct Topics {
    std::string name;
    std::vector<std::int32_t> partition_indexes;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitionIndexes", partition_indexes);
    }
  };

  std::int32_t timeout_ms = 60000;
  std::optional<std::vector<Topics>> topics;

  static constexpr ApiMessage info{.name = "ListPartitionReassignmentsRequest",
                                   .key = ApiKey::ListPartitionReassignments,
                                   .versions = {0, 0},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("timeoutMs", timeout_ms);
    wire("topics", topics);
  }
};

struct ListPartitionReassignmentsResponse {
  struct OngoingPartitionReassignment {
    std::int32_t partition_index = 0;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> adding_replicas;
    std::vector<std::int32_t> removing_replicas;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("replicas", replicas);
      wire("addingReplicas", adding_replicas);
      wire("removingReplicas", removing_replicas);
    }
  };
  struct OngoingTopicReassignment {
    std::string name;
    std::vector<OngoingPartitionReassignment> partitions;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::optional<std::string> error_message = "";
  std::vector<OngoingTopicReassignment> topics;

  static constexpr ApiMessage info{.name = "ListPartitionReassignmentsResponse",
                                   .key = ApiKey::ListPartitionReassignments,
                                   .versions = {0, 0},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("errorCode", error_code);
    wire("errorMessage", error_message);
    wire("topics", topics);
  }
};

}  // namespace barnabas
