#pragma once
// LeaveGroup, key 13: members leave without waiting for their session to end. v1 throttle, v3
// several members at once, static ones too (KIP-345), v4 flexible, v5 reasons (KIP-800).

#include "protocol/wire/codec.h"

namespace barnabas {

struct LeaveGroupRequest {
  struct MemberIdentity {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::optional<std::string> reason;
    void describe(Wire& wire) {
      wire("memberId", member_id);
      wire("groupInstanceId", group_instance_id);
      wire("reason", reason, since(5));
    }
  };

  std::string group_id;
  std::string member_id;
  std::vector<MemberIdentity> members;

  static constexpr ApiMessage info{.name = "LeaveGroupRequest",
                                   .key = ApiKey::LeaveGroup,
                                   .versions = {0, 5},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id, until(2));
    wire("members", members, since(3));
  }
};

struct LeaveGroupResponse {
  struct MemberResponse {
    std::string member_id;
    std::optional<std::string> group_instance_id = "";
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("memberId", member_id);
      wire("groupInstanceId", group_instance_id);
      wire("errorCode", error_code);
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::vector<MemberResponse> members;

  static constexpr ApiMessage info{.name = "LeaveGroupResponse",
                                   .key = ApiKey::LeaveGroup,
                                   .versions = {0, 5},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("errorCode", error_code);
    wire("members", members, since(3));
  }
};

}  // namespace barnabas
