#pragma once
// DeleteGroups, key 42: forget empty groups and their offsets (KIP-229). v2 flexible, v3 error
// texts.

#include "protocol/wire/codec.h"

namespace barnabas {

struct DeleteGroupsRequest {
  std::vector<std::string> groups_names;

  static constexpr ApiMessage info{.name = "DeleteGroupsRequest",
                                   .key = ApiKey::DeleteGroups,
                                   .versions = {0, 3},
                                   .flexible_since = 2};
  void describe(Wire& wire) { wire("groupsNames", groups_names); }
};

struct DeleteGroupsResponse {
  struct DeletableGroupResult {
    std::string group_id;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message;
    void describe(Wire& wire) {
      wire("groupId", group_id);
      wire("errorCode", error_code);
      wire("errorMessage", error_message, since(3));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableGroupResult> results;

  static constexpr ApiMessage info{.name = "DeleteGroupsResponse",
                                   .key = ApiKey::DeleteGroups,
                                   .versions = {0, 3},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("results", results);
  }
};

}  // namespace barnabas
