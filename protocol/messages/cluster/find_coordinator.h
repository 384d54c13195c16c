#pragma once
// FindCoordinator, key 10: which broker coordinates a group (type 0), a transactional id (1) or a
// share partition (2). v1 types, throttle and error texts, v3 flexible, v4 several keys at once
// (KIP-699), v5 transaction errors (KIP-890), v6 share groups (KIP-932).

#include "protocol/wire/codec.h"

namespace barnabas {

struct FindCoordinatorRequest {
  std::string key;
  std::int8_t key_type = 0;
  std::vector<std::string> coordinator_keys;

  static constexpr ApiMessage info{.name = "FindCoordinatorRequest",
                                   .key = ApiKey::FindCoordinator,
                                   .versions = {0, 6},
                                   .flexible_since = 3};
  void describe(Wire& wire) {
    wire("key", key, until(3));
    wire("keyType", key_type, since(1));
    wire("coordinatorKeys", coordinator_keys, since(4));
  }
};

struct FindCoordinatorResponse {
  struct Coordinator {
    std::string key;
    std::int32_t node_id = 0;
    std::string host;
    std::int32_t port = 0;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message = "";
    void describe(Wire& wire) {
      wire("key", key);
      wire("nodeId", node_id);
      wire("host", host);
      wire("port", port);
      wire("errorCode", error_code);
      wire("errorMessage", error_message);
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::optional<std::string> error_message = "";
  std::int32_t node_id = 0;
  std::string host;
  std::int32_t port = 0;
  std::vector<Coordinator> coordinators;

  static constexpr ApiMessage info{.name = "FindCoordinatorResponse",
                                   .key = ApiKey::FindCoordinator,
                                   .versions = {0, 6},
                                   .flexible_since = 3};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("errorCode", error_code, until(3));
    wire("errorMessage", error_message, between(1, 3));
    wire("nodeId", node_id, until(3));
    wire("host", host, until(3));
    wire("port", port, until(3));
    wire("coordinators", coordinators, since(4));
  }
};

}  // namespace barnabas
