#pragma once
// CreatePartitions, key 37: give topics more partitions (KIP-195). v2 flexible, v3 quota errors
// (KIP-599).

#include "protocol/wire/codec.h"

namespace barnabas {

struct CreatePartitionsRequest {
  struct Assignment {
    std::vector<std::int32_t> broker_ids;
    void describe(Wire& wire) { wire("brokerIds", broker_ids); }
  };
  struct Topic {
    std::string name;
    std::int32_t count = 0;
    std::optional<std::vector<Assignment>> assignments = std::vector<Assignment>();
    void describe(Wire& wire) {
      wire("name", name);
      wire("count", count);
      wire("assignments", assignments);
    }
  };

  std::vector<Topic> topics;
  std::int32_t timeout_ms = 0;
  bool validate_only = false;

  static constexpr ApiMessage info{.name = "CreatePartitionsRequest",
                                   .key = ApiKey::CreatePartitions,
                                   .versions = {0, 3},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("topics", topics);
    wire("timeoutMs", timeout_ms);
    wire("validateOnly", validate_only);
  }
};

struct CreatePartitionsResponse {
  struct TopicResult {
    std::string name;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message;
    void describe(Wire& wire) {
      wire("name", name);
      wire("errorCode", error_code);
      wire("errorMessage", error_message);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TopicResult> results;

  static constexpr ApiMessage info{.name = "CreatePartitionsResponse",
                                   .key = ApiKey::CreatePartitions,
                                   .versions = {0, 3},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("results", results);
  }
};

}  // namespace barnabas
