#pragma once
// DeleteTopics, key 20: remove topics. v1 throttle, v3 deletion may be disabled, v4 flexible, v5
// error texts, v6 topics by name or by id.

#include "protocol/wire/codec.h"

namespace barnabas {

struct DeleteTopicsRequest {
  struct DeleteTopicState {
    std::optional<std::string> name;
    Uuid topic_id;
    void describe(Wire& wire) {
      wire("name", name);
      wire("topicId", topic_id);
    }
  };

  std::vector<DeleteTopicState> topics;
  std::vector<std::string> topic_names;
  std::int32_t timeout_ms = 0;

  static constexpr ApiMessage info{.name = "DeleteTopicsRequest",
                                   .key = ApiKey::DeleteTopics,
                                   .versions = {0, 6},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("topics", topics, since(6));
    wire("topicNames", topic_names, until(5));
    wire("timeoutMs", timeout_ms);
  }
};

struct DeleteTopicsResponse {
  struct DeletableTopicResult {
    std::optional<std::string> name = "";
    Uuid topic_id;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message;
    void describe(Wire& wire) {
      wire("name", name, kAlways, since(6));
      wire("topicId", topic_id, since(6));
      wire("errorCode", error_code);
      wire("errorMessage", error_message, since(5));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableTopicResult> responses;

  static constexpr ApiMessage info{.name = "DeleteTopicsResponse",
                                   .key = ApiKey::DeleteTopics,
                                   .versions = {0, 6},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("responses", responses);
  }
};

}  // namespace barnabas
