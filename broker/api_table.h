#pragma once
// api_table: the list of APIs that this broker serves. There is no other.
//
// ApiVersions answers from it, the dispatch goes through it, docs/api_support.md is written from
// it. A new API is one line in api_table.cc.

#include <optional>
#include <span>

#include "broker/context.h"
#include "broker/net/asio.h"

namespace barnabas {

// How one API is served. Exactly one of the two functions is set; both decode the body, run the
// handler and leave the encoded response in context.reply. An Error means that the body could not
// be decoded: the connection is to be closed, as Kafka does.
struct ApiEntry {
  using Immediate = std::optional<Error> (*)(Bytes body, Context& context);
  using Waiting = awaitable<std::optional<Error>> (*)(Bytes body, Context& context);

  const char* name;  // "Fetch"
  ApiKey key;
  Versions versions;
  Version flexible_since;
  Immediate immediate;
  Waiting waiting;
  // Immediate, and may leave Reply::when_durable instead of the answer.
  bool answers_when_durable;
};

// All entries, ascending by key.
std::span<const ApiEntry> api_table();

// A request whose header could be read and whose API and version are served.
struct ReceivedRequest {
  const ApiEntry* api;
  RequestHeader header;
  Bytes body;
  // Only for ApiVersions, whose unknown versions are answered rather than refused, so that the
  // client can ask again (KIP-511). The header then says version 0, and the body is empty.
  bool unsupported_version = false;

  // `frame` is everything behind the size field. Errors name the API and version, or what is wrong
  // with the header.
  static Result<ReceivedRequest> parse(Bytes frame);
};

}  // namespace barnabas
