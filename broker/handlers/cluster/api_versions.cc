// ApiVersions: v0-5
//
// Behaviour:
//  * Lists the APIs of broker/api_table.cc, and the features with the levels that the metadata log
//    has finalized; of a feature that is not served nothing is said, whatever the log says.
//  * A version that is not served is answered in version 0 with UNSUPPORTED_VERSION and the entry
//    of ApiVersions alone, so that the client asks again with one that is (KIP-511).
//
// Version notes:
//  * v3 the client tells its name and version; a name with other characters than letters, digits,
//    dots and dashes is INVALID_REQUEST.
//  * Before v4 a feature whose range begins at 0 is left out (KAFKA-17011).
//  * v5 a client that names another cluster or node than this one came the wrong way, and is told
//    REBOOTSTRAP_REQUIRED (KIP-1242).

#include "broker/api_table.h"
#include "broker/broker.h"
#include "broker/cluster.h"
#include "broker/handlers/cluster/handlers.h"
#include "broker/metadata/broker_features.h"
#include "broker/metadata/metadata_image.h"

namespace barnabas {
namespace {

constexpr Version client_software_since = 3;
constexpr Version features_from_zero_since = 4;
constexpr Version expected_node_since = 5;

// [a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?
bool is_legal_software_name(std::string_view name) {
  const auto alphanumeric = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  if (name.empty() || !alphanumeric(name.front()) || !alphanumeric(name.back())) return false;
  for (char c : name)
    if (!alphanumeric(c) && c != '-' && c != '.') return false;
  return true;
}

ApiVersionsResponse::ApiVersion describe(const ApiEntry& api) {
  return {.api_key = static_cast<std::int16_t>(api.key),
          .min_version = api.versions.min,
          .max_version = api.versions.max};
}

void add_features(ApiVersionsResponse& response, const MetadataImage& image, Version version) {
  std::vector<ApiVersionsResponse::SupportedFeature> supported;
  for (const auto& feature : supported_features()) {
    if (feature.min_level == 0 && version < features_from_zero_since) continue;
    if (feature.served_level == 0) continue;
    supported.push_back({std::string(feature.name), feature.min_level, feature.served_level});
  }
  std::vector<ApiVersionsResponse::FinalizedFeature> finalized;
  for (const auto& [name, level_in_force] : image.features()) {
    const auto level = served_level(name, level_in_force);
    if (level > 0) finalized.push_back({name, level, level});
  }
  if (!supported.empty()) response.supported_features = std::move(supported);
  if (!finalized.empty()) response.finalized_features = std::move(finalized);
}

// A client that knows no cluster id yet names no node either.
bool came_the_wrong_way(const ApiVersionsRequest& request, Broker& broker) {
  return request.cluster_id && (*request.cluster_id != broker.cluster().id() ||
                                request.node_id != broker.config().node_id);
}

}  // namespace

ApiVersionsResponse handle(const ApiVersionsRequest& request, Context& context) {
  ApiVersionsResponse response;
  if (context.unsupported_version) {
    response.error_code = ErrorCode::UnsupportedVersion;
    for (const auto& api : api_table())
      if (api.key == ApiKey::ApiVersions) response.api_keys.push_back(describe(api));
    return response;
  }
  if (context.version() >= client_software_since) {
    if (!is_legal_software_name(request.client_software_name) ||
        !is_legal_software_name(request.client_software_version)) {
      response.error_code = ErrorCode::InvalidRequest;
      return response;
    }
    context.client.software_name = request.client_software_name;
    context.client.software_version = request.client_software_version;
  }
  if (context.version() >= expected_node_since && came_the_wrong_way(request, context.broker)) {
    response.error_code = ErrorCode::RebootstrapRequired;
    return response;
  }
  response.api_keys.reserve(api_table().size());
  for (const auto& api : api_table()) response.api_keys.push_back(describe(api));
  add_features(response, context.broker.image(), context.version());
  response.finalized_features_epoch = context.broker.cluster().metadata().log().recovery_point();
  return response;
}

}  // namespace barnabas
