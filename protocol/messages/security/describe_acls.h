#pragma once
// DescribeAcls, key 29: the access rules that match a filter (KIP-140). v1 pattern types (KIP-290),
// v2 flexible, v3 users as resources (KIP-373).

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeAclsRequest {
  std::int8_t resource_type_filter = 0;
  std::optional<std::string> resource_name_filter = "";
  std::int8_t pattern_type_filter = 3;
  std::optional<std::string> principal_filter = "";
  std::optional<std::string> host_filter = "";
  std::int8_t operation = 0;
  std::int8_t permission_type = 0;

  static constexpr ApiMessage info{.name = "DescribeAclsRequest",
                                   .key = ApiKey::DescribeAcls,
                                   .versions = {0, 3},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("resourceTypeFilter", resource_type_filter);
    wire("resourceNameFilter", resource_name_filter);
    wire("patternTypeFilter", pattern_type_filter, since(1));
    wire("principalFilter", principal_filter);
    wire("hostFilter", host_filter);
    wire("operation", operation);
    wire("permissionType", permission_type);
  }
};

struct DescribeAclsResponse {
  struct AclDescription {
    std::string principal;
    std::string host;
    std::int8_t operation = 0;
    std::int8_t permission_type = 0;
    void describe(Wire& wire) {
      wire("principal", principal);
      wire("host", host);
      wire("operation", operation);
      wire("permissionType", permission_type);
    }
  };
  struct Resource {
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::int8_t pattern_type = 3;
    std::vector<AclDescription> acls;
    void describe(Wire& wire) {
      wire("resourceType", resource_type);
      wire("resourceName", resource_name);
      wire("patternType", pattern_type, since(1));
      wire("acls", acls);
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::optional<std::string> error_message = "";
  std::vector<Resource> resources;

  static constexpr ApiMessage info{.name = "DescribeAclsResponse",
                                   .key = ApiKey::DescribeAcls,
                                   .versions = {0, 3},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("errorCode", error_code);
    wire("errorMessage", error_message);
    wire("resources", resources);
  }
};

}  // namespace barnabas
