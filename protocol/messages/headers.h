#pragma once
// What stands in front of every request and response on a connection.
//
//   request   size int32 | api_key int16 | api_version int16 | correlation_id int32 | client_id
//             | tags, if the API's version is flexible (header v2)
//   response  size int32 | correlation_id int32 | tags, if flexible (header v1)
//
// Two oddities: client_id keeps its int16 length even in header v2, and the response to ApiVersions
// always has header v0, so that a client can read it before it knows what the broker speaks
// (KIP-511). ControlledShutdown v0, which had no client_id, is not served.

#include "protocol/wire/codec.h"

namespace barnabas {

struct RequestHeader {
  std::int16_t api_key = 0;
  Version api_version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string> client_id;

  static constexpr ApiMessage info{
      .name = "RequestHeader", .key = {}, .versions = {1, 2}, .flexible_since = 2};
  void describe(Wire& wire) {
    wire("requestApiKey", api_key);
    wire("requestApiVersion", api_version);
    wire("correlationId", correlation_id);
    wire.classic_string("clientId", client_id);
  }
};

struct ResponseHeader {
  std::int32_t correlation_id = 0;

  static constexpr ApiMessage info{
      .name = "ResponseHeader", .key = {}, .versions = {0, 1}, .flexible_since = 1};
  void describe(Wire& wire) { wire("correlationId", correlation_id); }
};

// The header versions that go with a message.
template <Message Request>
constexpr Version request_header_version(Version version) {
  return is_flexible<Request>(version) ? 2 : 1;
}

template <Message Response>
constexpr Version response_header_version(Version version) {
  return Response::info.key != ApiKey::ApiVersions && is_flexible<Response>(version) ? 1 : 0;
}

}  // namespace barnabas
