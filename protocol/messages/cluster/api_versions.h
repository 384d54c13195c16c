#pragma once
// ApiVersions, key 18: which requests, in which versions, the broker understands (KIP-35).
// v1 throttle, v3 flexible with the client's name and the broker's features (KIP-511, KIP-584),
// v4 a feature may start at version 0 (KIP-1022), v5 the cluster and node that the client expects.

#include "protocol/wire/codec.h"

namespace barnabas {

struct ApiVersionsRequest {
  std::string client_software_name;
  std::string client_software_version;
  std::optional<std::string> cluster_id;
  std::int32_t node_id = -1;

  static constexpr ApiMessage info{.name = "ApiVersionsRequest",
                                   .key = ApiKey::ApiVersions,
                                   .versions = {0, 5},
                                   .flexible_since = 3};
  void describe(Wire& wire) {
    wire("clientSoftwareName", client_software_name, since(3));
    wire("clientSoftwareVersion", client_software_version, since(3));
    wire("clusterId", cluster_id, since(5));
    wire("nodeId", node_id, since(5));
  }
};

struct ApiVersionsResponse {
  struct ApiVersion {
    std::int16_t api_key = 0;
    Version min_version = 0;
    Version max_version = 0;
    void describe(Wire& wire) {
      wire("apiKey", api_key);
      wire("minVersion", min_version);
      wire("maxVersion", max_version);
    }
  };
  struct SupportedFeature {
    std::string name;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("minVersion", min_version);
      wire("maxVersion", max_version);
    }
  };
  struct FinalizedFeature {
    std::string name;
    std::int16_t max_version_level = 0;
    std::int16_t min_version_level = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("maxVersionLevel", max_version_level);
      wire("minVersionLevel", min_version_level);
    }
  };

  ErrorCode error_code = ErrorCode::None;
  std::vector<ApiVersion> api_keys;
  std::int32_t throttle_time_ms = 0;
  std::optional<std::vector<SupportedFeature>> supported_features;
  std::optional<std::int64_t> finalized_features_epoch;
  std::optional<std::vector<FinalizedFeature>> finalized_features;
  std::optional<bool> zk_migration_ready;

  static constexpr ApiMessage info{.name = "ApiVersionsResponse",
                                   .key = ApiKey::ApiVersions,
                                   .versions = {0, 5},
                                   .flexible_since = 3};
  void describe(Wire& wire) {
    wire("errorCode", error_code);
    wire("apiKeys", api_keys);
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire.tagged(0, "supportedFeatures", supported_features, since(3));
    wire.tagged(1, "finalizedFeaturesEpoch", finalized_features_epoch, since(3));
    wire.tagged(2, "finalizedFeatures", finalized_features, since(3));
    wire.tagged(3, "zkMigrationReady", zk_migration_ready, since(3));
  }
};

}  // namespace barnabas
