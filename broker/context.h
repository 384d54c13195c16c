#pragma once
// Context: what a handler may touch besides its request, and Reply: what goes back.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/buffer.h"
#include "protocol/messages/headers.h"

namespace barnabas {

class Broker;
class EventLoop;

using SteadyTime = std::chrono::steady_clock::time_point;

// Who is on the other end of a connection.
struct ClientInfo {
  std::uint64_t connection_id = 0;
  std::string listener_name;  // "PLAINTEXT"
  std::string host;           // the peer's address, without the port
  std::uint16_t port = 0;     // the peer's port
  std::string local_host;     // the address and port that the client reached us at
  std::uint16_t local_port = 0;
  std::string software_name;  // from ApiVersions v3 on (KIP-511); empty before
  std::string software_version;

  // "127.0.0.1:49152".
  std::string peer() const { return host + ":" + std::to_string(port); }
};

// An encoded response: bytes with the places where file content belongs.
struct Reply {
  Buffer bytes;
  std::vector<Splice> splices;
  bool suppressed = false;        // acks=0: nothing is sent
  bool close_connection = false;  // after sending, if anything is sent
  // Set when the request has been carried out but its answer must wait for the group commit: writes
  // the answer then. The connection may serve more of the same kind meanwhile.
  std::function<void(Reply&)> when_durable;

  void clear() {
    bytes.clear();
    splices.clear();
    suppressed = close_connection = false;
    when_durable = nullptr;
  }

  // Writes the size of everything, file content included, into the field in front.
  void finish() {
    auto size = bytes.size() - size_field;
    for (const auto& splice : splices) size += splice.file.size;
    store_big_endian(bytes.data(), static_cast<std::int32_t>(size));
  }

  static constexpr std::size_t size_field = sizeof(std::int32_t);
};

// One request being handled. Lives until the handler has returned, also across its waits.
struct Context {
  Broker& broker;
  EventLoop& loop;
  const RequestHeader& header;
  ClientInfo& client;
  Reply& reply;
  SteadyTime received_at{};
  bool unsupported_version = false;  // see ReceivedRequest; ApiVersions answers it
  std::vector<std::shared_ptr<const void>> kept{};

  // Keeps what a response has views into until the response is encoded.
  template <class T>
  const T& keep(T value) {
    auto shared = std::make_shared<const T>(std::move(value));
    kept.push_back(shared);
    return *shared;
  }

  Version version() const { return header.api_version; }
  // Bytes and Records of the request lie in the connection's own input buffer, where a log may
  // assign offsets in place.
  static MutableBytes writable(Bytes of_request) {
    return {const_cast<std::byte*>(of_request.data()), of_request.size()};
  }
  // The client id, empty when the client gave none.
  std::string_view client_id() const {
    return header.client_id ? std::string_view(*header.client_id) : std::string_view();
  }
};

}  // namespace barnabas
