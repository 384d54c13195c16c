#pragma once
// DescribeConfigs, key 32: the configs of topics, brokers and loggers, and where each value comes
// from. v1 sources and synonyms in place of the flag is_default (KIP-226), v3 types and
// documentation (KIP-569), v4 flexible.

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeConfigsRequest {
  struct Resource {
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::optional<std::vector<std::string>> configuration_keys = std::vector<std::string>();
    void describe(Wire& wire) {
      wire("resourceType", resource_type);
      wire("resourceName", resource_name);
      wire("configurationKeys", configuration_keys);
    }
  };

  std::vector<Resource> resources;
  bool include_synonyms = false;
  bool include_documentation = false;

  static constexpr ApiMessage info{.name = "DescribeConfigsRequest",
                                   .key = ApiKey::DescribeConfigs,
                                   .versions = {0, 4},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("resources", resources);
    wire("includeSynonyms", include_synonyms, since(1));
    wire("includeDocumentation", include_documentation, since(3));
  }
};

struct DescribeConfigsResponse {
  struct Synonym {
    std::string name;
    std::optional<std::string> value = "";
    std::int8_t source = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("value", value);
      wire("source", source);
    }
  };
  struct ResourceResult {
    std::string name;
    std::optional<std::string> value = "";
    bool read_only = false;
    bool is_default = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    std::vector<Synonym> synonyms;
    std::int8_t config_type = 0;
    std::optional<std::string> documentation = "";
    void describe(Wire& wire) {
      wire("name", name);
      wire("value", value);
      wire("readOnly", read_only);
      wire("isDefault", is_default, only(0));
      wire("configSource", config_source, since(1));
      wire("isSensitive", is_sensitive);
      wire("synonyms", synonyms, since(1));
      wire("configType", config_type, since(3));
      wire("documentation", documentation, since(3));
    }
  };
  struct Result {
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message = "";
    std::int8_t resource_type = 0;
    std::string resource_name;
    std::vector<ResourceResult> configs;
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("errorMessage", error_message);
      wire("resourceType", resource_type);
      wire("resourceName", resource_name);
      wire("configs", configs);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Result> results;

  static constexpr ApiMessage info{.name = "DescribeConfigsResponse",
                                   .key = ApiKey::DescribeConfigs,
                                   .versions = {0, 4},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("results", results);
  }
};

}  // namespace barnabas
