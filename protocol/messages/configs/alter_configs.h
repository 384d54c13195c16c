#pragma once
// AlterConfigs, key 33: replace all configs of a resource; what is not named falls back to its
// default. IncrementalAlterConfigs has superseded it (KIP-339). v2 flexible.

#include "protocol/wire/codec.h"

namespace barnabas {

struct AlterConfigsRequest {
  struct AlterableConfig {
    std::string name;
    std::optional<std::string> value = "";
    void describe(Wire& wire) {
      wire("name", name);
      wire("value", value);
    }
  };
  struct Resource {
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::vector<AlterableConfig> configs;
    void describe(Wire& wire) {
      wire("resourceType", resource_type);
      wire("resourceName", resource_name);
      wire("configs", configs);
    }
  };

  std::vector<Resource> resources;
  bool validate_only = false;

  static constexpr ApiMessage info{.name = "AlterConfigsRequest",
                                   .key = ApiKey::AlterConfigs,
                                   .versions = {0, 2},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("resources", resources);
    wire("validateOnly", validate_only);
  }
};

struct AlterConfigsResponse {
  struct ResourceResponse {
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message = "";
    std::int8_t resource_type = 0;
    std::string resource_name;
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("errorMessage", error_message);
      wire("resourceType", resource_type);
      wire("resourceName", resource_name);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<ResourceResponse> responses;

  static constexpr ApiMessage info{.name = "AlterConfigsResponse",
                                   .key = ApiKey::AlterConfigs,
                                   .versions = {0, 2},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("responses", responses);
  }
};

}  // namespace barnabas
