#pragma once
// IncrementalAlterConfigs, key 44: set (0), delete (1), append to (2) or subtract from (3) single
// configs of a resource (KIP-339). v1 flexible.

#include "protocol/wire/codec.h"

namespace barnabas {

struct IncrementalAlterConfigsRequest {
  struct AlterableConfig {
    std::string name;
    std::int8_t config_operation = 0;
    std::optional<std::string> value = "";
    void describe(Wire& wire) {
      wire("name", name);
      wire("configOperation", config_operation);
      wire("value", value);
    }
  };
  struct AlterConfigsResource {
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::vector<AlterableConfig> configs;
    void describe(Wire& wire) {
      wire("resourceType", resource_type);
      wire("resourceName", resource_name);
      wire("configs", configs);
    }
  };

  std::vector<AlterConfigsResource> resources;
  bool validate_only = false;

  static constexpr ApiMessage info{.name = "IncrementalAlterConfigsRequest",
                                   .key = ApiKey::IncrementalAlterConfigs,
                                   .versions = {0, 1},
                                   .flexible_since = 1};
  void describe(Wire& wire) {
    wire("resources", resources);
    wire("validateOnly", validate_only);
  }
};

struct IncrementalAlterConfigsResponse {
  struct AlterConfigsResourceResponse {
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
  std::vector<AlterConfigsResourceResponse> responses;

  static constexpr ApiMessage info{.name = "IncrementalAlterConfigsResponse",
                                   .key = ApiKey::IncrementalAlterConfigs,
                                   .versions = {0, 1},
                                   .flexible_since = 1};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("responses", responses);
  }
};

}  // namespace barnabas
