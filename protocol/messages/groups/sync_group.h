#pragma once
// SyncGroup, key 14: the leader hands in the assignment, every member gets its part. v1 throttle,
// v3 static members (KIP-345), v4 flexible, v5 protocol type and name to check (KIP-559).

#include "protocol/wire/codec.h"

namespace barnabas {

struct SyncGroupRequest {
  struct Assignment {
    std::string member_id;
    Bytes assignment;
    void describe(Wire& wire) {
      wire("memberId", member_id);
      wire("assignment", assignment);
    }
  };

  std::string group_id;
  std::int32_t generation_id = 0;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::optional<std::string> protocol_type;
  std::optional<std::string> protocol_name;
  std::vector<Assignment> assignments;

  static constexpr ApiMessage info{.name = "SyncGroupRequest",
                                   .key = ApiKey::SyncGroup,
                                   .versions = {0, 5},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("generationId", generation_id);
    wire("memberId", member_id);
    wire("groupInstanceId", group_instance_id, since(3));
    wire("protocolType", protocol_type, since(5));
    wire("protocolName", protocol_name, since(5));
    wire("assignments", assignments);
  }
};

struct SyncGroupResponse {
  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::optional<std::string> protocol_type;
  std::optional<std::string> protocol_name;
  Bytes assignment;

  static constexpr ApiMessage info{.name = "SyncGroupResponse",
                                   .key = ApiKey::SyncGroup,
                                   .versions = {0, 5},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("errorCode", error_code);
    wire("protocolType", protocol_type, since(5));
    wire("protocolName", protocol_name, since(5));
    wire("assignment", assignment);
  }
};

}  // namespace barnabas
