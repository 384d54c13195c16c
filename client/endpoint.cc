#include "client/endpoint.h"

#include <fmt/core.h>

#include <charconv>

namespace barnabas::client {
namespace {

Result<Endpoint> parse_endpoint(const std::string& text) {
  const auto wrong = [&text](const char* what) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("'{}' is not a broker's address ({}); write HOST:PORT, for instance "
                            "127.0.0.1:9092",
                            text, what));
  };
  Endpoint endpoint;
  const auto bracket = text.find(']');
  const bool bracketed = text.starts_with('[') && bracket != std::string::npos;
  const auto colon = text.find(':', bracketed ? bracket : 0);
  endpoint.host = bracketed ? text.substr(1, bracket - 1) : text.substr(0, colon);
  if (endpoint.host.empty()) return wrong("no host");
  if (colon == std::string::npos) return endpoint;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, endpoint.port);
  if (parsed.ec != std::errc() || parsed.ptr != end || endpoint.port == 0)
    return wrong("the port is not a number from 1 to 65535");
  return endpoint;
}

}  // namespace

std::string to_string(const Endpoint& endpoint) {
  const bool ipv6 = endpoint.host.find(':') != std::string::npos;
  return ipv6 ? fmt::format("[{}]:{}", endpoint.host, endpoint.port)
              : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

Result<std::vector<Endpoint>> parse_endpoints(const std::string& list) {
  std::vector<Endpoint> endpoints;
  for (std::size_t from = 0; from <= list.size();) {
    const auto to = std::min(list.find(',', from), list.size());
    auto endpoint = parse_endpoint(list.substr(from, to - from));
    if (!endpoint) return tl::unexpected(std::move(endpoint.error()));
    endpoints.push_back(std::move(*endpoint));
    from = to + 1;
  }
  return endpoints;
}

}  // namespace barnabas::client
