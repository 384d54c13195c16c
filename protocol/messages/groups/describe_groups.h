#pragma once
// DescribeGroups, key 15: state, members and assignments of groups. v1 throttle, v3 authorized
// operations, v4 static members, v5 flexible, v6 an error for unknown groups (KIP-1043).

#include <limits>

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeGroupsRequest {
  std::vector<std::string> groups;
  bool include_authorized_operations = false;

  static constexpr ApiMessage info{.name = "DescribeGroupsRequest",
                                   .key = ApiKey::DescribeGroups,
                                   .versions = {0, 6},
                                   .flexible_since = 5};
  void describe(Wire& wire) {
    wire("groups", groups);
    wire("includeAuthorizedOperations", include_authorized_operations, since(3));
  }
};

struct DescribeGroupsResponse {
  struct DescribedGroupMember {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::string client_id;
    std::string client_host;
    Bytes member_metadata;
    Bytes member_assignment;
    void describe(Wire& wire) {
      wire("memberId", member_id);
      wire("groupInstanceId", group_instance_id, since(4));
      wire("clientId", client_id);
      wire("clientHost", client_host);
      wire("memberMetadata", member_metadata);
      wire("memberAssignment", member_assignment);
    }
  };
  struct DescribedGroup {
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message;
    std::string group_id;
    std::string group_state;
    std::string protocol_type;
    std::string protocol_data;
    std::vector<DescribedGroupMember> members;
    std::int32_t authorized_operations = std::numeric_limits<std::int32_t>::min();
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("errorMessage", error_message, since(6));
      wire("groupId", group_id);
      wire("groupState", group_state);
      wire("protocolType", protocol_type);
      wire("protocolData", protocol_data);
      wire("members", members);
      wire("authorizedOperations", authorized_operations, since(3));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribedGroup> groups;

  static constexpr ApiMessage info{.name = "DescribeGroupsResponse",
                                   .key = ApiKey::DescribeGroups,
                                   .versions = {0, 6},
                                   .flexible_since = 5};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("groups", groups);
  }
};

}  // namespace barnabas
