#pragma once
// Connection: requests to one broker and the answers, one after the other.
//
//   request   size int32 | header | body      answer   size int32 | header | body
//
// Right after connecting, ApiVersions says which versions of each API the broker understands; each
// call then takes the newest that both sides know. Real clients send several requests before the
// first answer comes; this one waits, because that is easier to follow. Not for several threads.
//
// client/ has a namespace of its own, barnabas::client, because both sides of the wire have a
// Connection, a Cluster, a GroupMember, and one program holds both.
//
// Errors of the connection itself are NETWORK_EXCEPTION: refused, timed out, closed, or something
// that is no Kafka broker. What a broker answers, errors included, is for the caller to read.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/socket.h"
#include "protocol/messages/headers.h"

namespace barnabas::client {

struct ConnectionOptions {
  std::string client_id = "barnabas";
  std::int32_t connect_timeout_ms = 5'000;
  std::int32_t request_timeout_ms = 30'000;
  // Told each request and answer as one line, if set.
  std::function<void(const std::string&)> trace;
};

// An answer together with the bytes that its views point into.
template <Message Response>
struct Reply {
  Buffer bytes;
  Response body;
  const Response* operator->() const { return &body; }
  const Response& operator*() const { return body; }
};

struct CallOptions {
  // Newer versions are not used, for instance because they speak of topic ids instead of names.
  Version version_max = std::numeric_limits<Version>::max();
  // Added to the request timeout, for requests that the broker holds back on purpose.
  std::int32_t extra_timeout_ms = 0;
};

class Connection {
 public:
  // Connects and asks for the broker's versions.
  static Result<std::unique_ptr<Connection>> open(const Endpoint& endpoint,
                                                  const ConnectionOptions& options);

  template <Message Response, Message Request>
  Result<Reply<Response>> call(const Request& request, CallOptions options = {});

  // Sends a request that gets no answer: Produce with acks=0.
  template <Message Request>
  Result<void> send(const Request& request, CallOptions options = {});

  // The version that call() would use. Errors: UNSUPPORTED_VERSION naming what each side speaks.
  Result<Version> version_for(const ApiMessage& api, CallOptions options = {}) const;

  const Endpoint& endpoint() const { return endpoint_; }
  // False after an error, or when the broker has gone away meanwhile: then open a new one.
  bool usable() const { return usable_ && !socket_.is_stale(); }

 private:
  struct ApiRange {
    std::int16_t key;
    Versions versions;
  };

  Connection(Endpoint endpoint, ConnectionOptions options, Socket socket);

  template <Message Request>
  Buffer encode_request(const Request& request, Version version);
  template <Message Response>
  Result<Reply<Response>> decode_answer(Buffer bytes, Version version);
  Result<void> negotiate();
  // Sends a frame and reads the answer to it, without its size field.
  Result<Buffer> exchange(Buffer frame, std::int32_t timeout_ms);
  Result<void> write(Buffer frame, Deadline deadline);
  Error broken(const std::string& what);

  const Endpoint endpoint_;
  const ConnectionOptions options_;
  Socket socket_;
  std::vector<ApiRange> versions_;  // what the broker understands
  std::int32_t correlation_id_ = 0;
  bool usable_ = true;
};

template <Message Request>
Buffer Connection::encode_request(const Request& request, Version version) {
  const RequestHeader header{.api_key = static_cast<std::int16_t>(Request::info.key),
                             .api_version = version,
                             .correlation_id = ++correlation_id_,
                             .client_id = options_.client_id};
  Buffer frame;
  frame.grow(sizeof(std::int32_t));
  encode(header, request_header_version<Request>(version), frame);
  encode(request, version, frame);
  store_big_endian(frame.data(), static_cast<std::int32_t>(frame.size() - sizeof(std::int32_t)));
  if (options_.trace)
    options_.trace("-> " + std::string(Request::info.name) + " v" + std::to_string(version) + " " +
                   print(request, version));
  return frame;
}

template <Message Response>
Result<Reply<Response>> Connection::decode_answer(Buffer bytes, Version version) {
  const auto header_version = response_header_version<Response>(version);
  ResponseHeader header;
  Reader reader(bytes.view(), "ResponseHeader", header_version, header_version >= 1);
  reader.message(header);
  if (!reader.ok()) return tl::unexpected(broken(reader.error()));
  if (header.correlation_id != correlation_id_)
    return tl::unexpected(broken("the answer belongs to another request"));
  auto body = decode<Response>(reader.rest(), version);
  if (!body) return tl::unexpected(broken(body.error().message));
  if (options_.trace)
    options_.trace("<- " + std::string(Response::info.name) + " v" + std::to_string(version) + " " +
                   print(*body, version));
  return Reply<Response>{.bytes = std::move(bytes), .body = std::move(*body)};
}

template <Message Response, Message Request>
Result<Reply<Response>> Connection::call(const Request& request, CallOptions options) {
  const auto version = version_for(Request::info, options);
  if (!version) return tl::unexpected(version.error());
  auto answer = exchange(encode_request(request, *version),
                         options_.request_timeout_ms + options.extra_timeout_ms);
  if (!answer) return tl::unexpected(std::move(answer.error()));
  return decode_answer<Response>(std::move(*answer), *version);
}

template <Message Request>
Result<void> Connection::send(const Request& request, CallOptions options) {
  const auto version = version_for(Request::info, options);
  if (!version) return tl::unexpected(version.error());
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.request_timeout_ms);
  return write(encode_request(request, *version), deadline);
}

}  // namespace barnabas::client
