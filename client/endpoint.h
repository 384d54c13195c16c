#pragma once
// Endpoint: where a broker listens.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas::client {

struct Endpoint {
  std::string host;
  std::uint16_t port = 9092;
  bool operator==(const Endpoint&) const = default;
};

// "127.0.0.1:9092", "[::1]:9092".
std::string to_string(const Endpoint& endpoint);

// Reads "host:port,host:port"; a missing port is 9092, IPv6 addresses stand in brackets.
// Errors: INVALID_REQUEST naming the part that is wrong.
Result<std::vector<Endpoint>> parse_endpoints(const std::string& list);

}  // namespace barnabas::client
