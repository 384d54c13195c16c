#pragma once
// Heartbeat, key 12: a member tells its coordinator that it is alive. v1 throttle, v3 static
// members (KIP-345), v4 flexible.

#include "protocol/wire/codec.h"

namespace barnabas {

struct HeartbeatRequest {
  std::string group_id;
  std::int32_t generation_id = 0;
  std::string member_id;
  std::optional<std::string> group_instance_id;

  static constexpr ApiMessage info{.name = "HeartbeatRequest",
                                   .key = ApiKey::Heartbeat,
                                   .versions = {0, 4},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("generationId", generation_id);
    wire("memberId", member_id);
    wire("groupInstanceId", group_instance_id, since(3));
  }
};

struct HeartbeatResponse {
  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;

  static constexpr ApiMessage info{.name = "HeartbeatResponse",
                                   .key = ApiKey::Heartbeat,
                                   .versions = {0, 4},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("errorCode", error_code);
  }
};

}  // namespace barnabas
