#pragma once
// JoinGroup, key 11: become a member of a classic group and wait for the others. v1 rebalance
// timeout, v2 throttle, v4 the member id comes with a first refusal (KIP-394), v5 static members
// (KIP-345), v6 flexible, v7 protocol type in the answer (KIP-559), v8 reasons (KIP-800), v9 the
// leader may be told to assign nothing (KIP-814).

#include "protocol/wire/codec.h"

namespace barnabas {

struct JoinGroupRequest {
  struct Protocol {
    std::string name;
    Bytes metadata;
    void describe(Wire& wire) {
      wire("name", name);
      wire("metadata", metadata);
    }
  };

  std::string group_id;
  std::int32_t session_timeout_ms = 0;
  std::int32_t rebalance_timeout_ms = -1;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::string protocol_type;
  std::vector<Protocol> protocols;
  std::optional<std::string> reason;

  static constexpr ApiMessage info{.name = "JoinGroupRequest",
                                   .key = ApiKey::JoinGroup,
                                   .versions = {0, 9},
                                   .flexible_since = 6};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("sessionTimeoutMs", session_timeout_ms);
    wire("rebalanceTimeoutMs", rebalance_timeout_ms, since(1));
    wire("memberId", member_id);
    wire("groupInstanceId", group_instance_id, since(5));
    wire("protocolType", protocol_type);
    wire("protocols", protocols);
    wire("reason", reason, since(8));
  }
};

struct JoinGroupResponse {
  struct Member {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    Bytes metadata;
    void describe(Wire& wire) {
      wire("memberId", member_id);
      wire("groupInstanceId", group_instance_id, since(5));
      wire("metadata", metadata);
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::int32_t generation_id = -1;
  std::optional<std::string> protocol_type;
  std::optional<std::string> protocol_name = "";
  std::string leader;
  bool skip_assignment = false;
  std::string member_id;
  std::vector<Member> members;

  static constexpr ApiMessage info{.name = "JoinGroupResponse",
                                   .key = ApiKey::JoinGroup,
                                   .versions = {0, 9},
                                   .flexible_since = 6};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(2));
    wire("errorCode", error_code);
    wire("generationId", generation_id);
    wire("protocolType", protocol_type, since(7));
    wire("protocolName", protocol_name, kAlways, since(7));
    wire("leader", leader);
    wire("skipAssignment", skip_assignment, since(9));
    wire("memberId", member_id);
    wire("members", members);
  }
};

}  // namespace barnabas
