#include "client/connection.h"

#include <fmt/core.h>

#include <algorithm>

#include "protocol/messages/cluster/api_versions.h"

namespace barnabas::client {
namespace {

// No answer is larger; a first int32 beyond it means that something else speaks there.
constexpr std::int32_t kAnswerSizeMax = 1 << 30;

Deadline in_ms(std::int32_t milliseconds) {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Endpoint& endpoint,
                                                     const ConnectionOptions& options) {
  auto socket = Socket::connect(endpoint, in_ms(options.connect_timeout_ms));
  if (!socket) return tl::unexpected(std::move(socket.error()));
  std::unique_ptr<Connection> connection(new Connection(endpoint, options, std::move(*socket)));
  auto negotiated = connection->negotiate();
  if (!negotiated) return tl::unexpected(std::move(negotiated.error()));
  return connection;
}

Connection::Connection(Endpoint endpoint, ConnectionOptions options, Socket socket)
    : endpoint_(std::move(endpoint)), options_(std::move(options)), socket_(std::move(socket)) {}

Result<void> Connection::negotiate() {
  const ApiVersionsRequest request{
      .client_software_name = "barnabas", .client_software_version = "0.1.0", .cluster_id = {}};
  // Version 3 is the newest that every broker since Apache Kafka 2.4 knows. An older one answers
  // UNSUPPORTED_VERSION in version 0, which older clients would then use (KIP-511).
  for (const Version version : {Version{3}, Version{0}}) {
    auto answer = exchange(encode_request(request, version), options_.request_timeout_ms);
    if (!answer)
      return fail(ErrorCode::NetworkException,
                  fmt::format("{}. Is {} the port of a Kafka-compatible broker, without TLS?",
                              answer.error().message, to_string(endpoint_)));
    constexpr std::size_t kErrorAt = 4;  // behind the correlation id, in every version
    const bool refused = answer->size() >= kErrorAt + 2 &&
                         load_big_endian<std::int16_t>(answer->data() + kErrorAt) ==
                             static_cast<std::int16_t>(ErrorCode::UnsupportedVersion);
    if (refused) continue;
    auto reply = decode_answer<ApiVersionsResponse>(std::move(*answer), version);
    if (!reply) return tl::unexpected(std::move(reply.error()));
    for (const auto& api : (*reply)->api_keys)
      versions_.push_back({api.api_key, {api.min_version, api.max_version}});
    return {};
  }
  return tl::unexpected(broken("it does not say which versions it speaks"));
}

Result<Version> Connection::version_for(const ApiMessage& api, CallOptions options) const {
  const auto key = static_cast<std::int16_t>(api.key);
  const auto served = std::find_if(versions_.begin(), versions_.end(),
                                   [key](const ApiRange& range) { return range.key == key; });
  if (served == versions_.end())
    return fail(ErrorCode::UnsupportedVersion,
                fmt::format("the broker at {} does not serve {}", to_string(endpoint_), api.name));
  const auto newest = std::min({api.versions.max, served->versions.max, options.version_max});
  const auto oldest = std::max(api.versions.min, served->versions.min);
  if (newest < oldest)
    return fail(
        ErrorCode::UnsupportedVersion,
        fmt::format("no common version of {}: the broker at {} speaks {} to {}, this "
                    "program {} to {}",
                    api.name, to_string(endpoint_), served->versions.min, served->versions.max,
                    api.versions.min, std::min(api.versions.max, options.version_max)));
  return newest;
}

Result<Buffer> Connection::exchange(Buffer frame, std::int32_t timeout_ms) {
  const auto deadline = in_ms(timeout_ms);
  auto written = write(std::move(frame), deadline);
  if (!written) return tl::unexpected(std::move(written.error()));
  std::array<std::byte, sizeof(std::int32_t)> prefix{};
  auto read = socket_.read(prefix, deadline);
  if (!read) return tl::unexpected(broken(read.error().message));
  const auto size = load_big_endian<std::int32_t>(prefix.data());
  if (size < static_cast<std::int32_t>(sizeof(std::int32_t)) || size > kAnswerSizeMax)
    return tl::unexpected(broken("what came back is not a Kafka answer"));
  Buffer answer;
  read = socket_.read(answer.grow(static_cast<std::size_t>(size)), deadline);
  if (!read) return tl::unexpected(broken(read.error().message));
  return answer;
}

Result<void> Connection::write(Buffer frame, Deadline deadline) {
  auto written = socket_.write(frame.view(), deadline);
  if (!written) return tl::unexpected(broken(written.error().message));
  return {};
}

Error Connection::broken(const std::string& what) {
  usable_ = false;
  return {ErrorCode::NetworkException, fmt::format("{}: {}", to_string(endpoint_), what)};
}

}  // namespace barnabas::client
