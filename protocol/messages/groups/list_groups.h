#pragma once
// ListGroups, key 16: the groups that this broker coordinates. v1 throttle, v3 flexible, v4 states
// (KIP-518), v5 types (KIP-848).

#include "protocol/wire/codec.h"

namespace barnabas {

struct ListGroupsRequest {
  std::vector<std::string> states_filter;
  std::vector<std::string> types_filter;

  static constexpr ApiMessage info{.name = "ListGroupsRequest",
                                   .key = ApiKey::ListGroups,
                                   .versions = {0, 5},
                                   .flexible_since = 3};
  void describe(Wire& wire) {
    wire("statesFilter", states_filter, since(4));
    wire("typesFilter", types_filter, since(5));
  }
};

struct ListGroupsResponse {
  struct ListedGroup {
    std::string group_id;
    std::string protocol_type;
    std::string group_state;
    std::string group_type;
    void describe(Wire& wire) {
      wire("groupId", group_id);
      wire("protocolType", protocol_type);
      wire("groupState", group_state, since(4));
      wire("groupType", group_type, since(5));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::vector<ListedGroup> groups;

  static constexpr ApiMessage info{.name = "ListGroupsResponse",
                                   .key = ApiKey::ListGroups,
                                   .versions = {0, 5},
                                   .flexible_since = 3};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("errorCode", error_code);
    wire("groups", groups);
  }
};

}  // namespace barnabas
