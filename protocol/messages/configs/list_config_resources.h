#pragma once
// ListConfigResources, key 74: the resources that have configs. v0 knows only client metrics
// (KIP-714), v1 types (KIP-1142).

#include "protocol/wire/codec.h"

namespace barnabas {

struct ListConfigResourcesRequest {
  std::vector<std::int8_t> resource_types;

  static constexpr ApiMessage info{.name = "ListConfigResourcesRequest",
                                   .key = ApiKey::ListConfigResources,
                                   .versions = {0, 1},
                                   .flexible_since = 0};
  void describe(Wire& wire) { wire("resourceTypes", resource_types, since(1)); }
};

struct ListConfigResourcesResponse {
  struct ConfigResource {
    std::string resource_name;
    std::int8_t resource_type = 16;
    void describe(Wire& wire) {
      wire("resourceName", resource_name);
      wire("resourceType", resource_type, since(1));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::vector<ConfigResource> config_resources;

  static constexpr ApiMessage info{.name = "ListConfigResourcesResponse",
                                   .key = ApiKey::ListConfigResources,
                                   .versions = {0, 1},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("errorCode", error_code);
    wire("configResources", config_resources);
  }
};

}  // namespace barnabas
