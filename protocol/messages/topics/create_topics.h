#pragma once
// CreateTopics, key 19: new topics with partitions, replica placement and configs. v1 validate only
// and error texts, v2 throttle, v4 the broker's defaults with -1 (KIP-464), v5 flexible and the
// effective configs in the answer (KIP-525), v6 quota errors (KIP-599), v7 topic ids.

#include "protocol/wire/codec.h"

namespace barnabas {

struct CreateTopicsRequest {
  struct CreatableReplicaAssignment {
    std::int32_t partition_index = 0;
    std::vector<std::int32_t> broker_ids;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("brokerIds", broker_ids);
    }
  };
  struct CreatableTopicConfig {
    std::string name;
    std::optional<std::string> value = "";
    void describe(Wire& wire) {
      wire("name", name);
      wire("value", value);
    }
  };
  struct CreatableTopic {
    std::string name;
    std::int32_t num_partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<CreatableReplicaAssignment> assignments;
    std::vector<CreatableTopicConfig> configs;
    void describe(Wire& wire) {
      wire("name", name);
      wire("numPartitions", num_partitions);
      wire("replicationFactor", replication_factor);
      wire("assignments", assignments);
      wire("configs", configs);
    }
  };

  std::vector<CreatableTopic> topics;
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;

  static constexpr ApiMessage info{.name = "CreateTopicsRequest",
                                   .key = ApiKey::CreateTopics,
                                   .versions = {0, 7},
                                   .flexible_since = 5};
  void describe(Wire& wire) {
    wire("topics", topics);
    wire("timeoutMs", timeout_ms);
    wire("validateOnly", validate_only, since(1));
  }
};

struct CreateTopicsResponse {
  struct CreatableTopicConfigs {
    std::string name;
    std::optional<std::string> value = "";
    bool read_only = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    void describe(Wire& wire) {
      wire("name", name);
      wire("value", value);
      wire("readOnly", read_only);
      wire("configSource", config_source);
      wire("isSensitive", is_sensitive);
    }
  };
  struct CreatableTopicResult {
    std::string name;
    Uuid topic_id;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message = "";
    std::optional<ErrorCode> topic_config_error_code;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    std::optional<std::vector<CreatableTopicConfigs>> configs =
        std::vector<CreatableTopicConfigs>();
    void describe(Wire& wire) {
      wire("name", name);
      wire("topicId", topic_id, since(7));
      wire("errorCode", error_code);
      wire("errorMessage", error_message, since(1));
      wire.tagged(0, "topicConfigErrorCode", topic_config_error_code, since(5));
      wire("numPartitions", num_partitions, since(5));
      wire("replicationFactor", replication_factor, since(5));
      wire("configs", configs, since(5));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatableTopicResult> topics;

  static constexpr ApiMessage info{.name = "CreateTopicsResponse",
                                   .key = ApiKey::CreateTopics,
                                   .versions = {0, 7},
                                   .flexible_since = 5};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(2));
    wire("topics", topics);
  }
};

}  // namespace barnabas
