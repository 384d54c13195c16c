#pragma once
// Events of connections and requests.

#include <string>

#include "broker/events/event_kind.h"
#include "protocol/wire/wire.h"

namespace barnabas {

struct ConnectionOpened {
  std::int64_t connection_id = 0;
  std::string listener;
  std::string peer;  // "127.0.0.1:49152"

  static constexpr EventKind kind{"ConnectionOpened", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("connectionId", connection_id);
    wire("listener", listener);
    wire("peer", peer);
  }
};

// The client said what it is (ApiVersions v3, KIP-511).
struct ClientIntroduced {
  std::int64_t connection_id = 0;
  std::string client_id;
  std::string software_name;
  std::string software_version;

  static constexpr EventKind kind{"ClientIntroduced", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("connectionId", connection_id);
    wire("clientId", client_id);
    wire("softwareName", software_name);
    wire("softwareVersion", software_version);
  }
};

struct ConnectionClosed {
  std::int64_t connection_id = 0;
  std::string peer;
  std::string reason;

  static constexpr EventKind kind{"ConnectionClosed", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("connectionId", connection_id);
    wire("peer", peer);
    wire("reason", reason);
  }
};

// The broker would not go on with this peer: not Kafka, too large, not understood.
struct PeerRefused {
  std::int64_t connection_id = 0;
  std::string peer;
  std::string reason;

  static constexpr EventKind kind{"PeerRefused", EventDetail::Summary};
  void describe(Wire& wire) {
    wire("connectionId", connection_id);
    wire("peer", peer);
    wire("reason", reason);
  }
};

struct RequestReceived {
  std::int64_t connection_id = 0;
  std::int32_t correlation_id = 0;
  std::string client_id;
  std::string api;  // "Produce"
  std::int16_t version = 0;
  std::int64_t bytes = 0;
  std::string request;  // as Kafka's request log prints it

  static constexpr EventKind kind{"RequestReceived", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("connectionId", connection_id);
    wire("correlationId", correlation_id);
    wire("clientId", client_id);
    wire("api", api);
    wire("version", version);
    wire("bytes", bytes);
    wire("request", request);
  }
};

struct ResponseSent {
  std::int64_t connection_id = 0;
  std::int32_t correlation_id = 0;
  std::string api;
  std::int16_t version = 0;
  std::int64_t bytes = 0;
  std::int64_t took_us = kUnknownDuration;
  std::string response;

  static constexpr EventKind kind{"ResponseSent", EventDetail::Everything};
  void describe(Wire& wire) {
    wire("connectionId", connection_id);
    wire("correlationId", correlation_id);
    wire("api", api);
    wire("version", version);
    wire("bytes", bytes);
    wire("tookUs", took_us);
    wire("response", response);
  }
};

}  // namespace barnabas
