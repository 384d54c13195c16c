#pragma once
// serve_api: makes an ApiEntry out of a request type and its handler.
//
// A handler is an overload of handle(); whether it returns a response or an awaitable of one
// decides how the connection runs it. Only api_table.cc includes this.

#include <type_traits>

#include "broker/api_table.h"
#include "protocol/wire/codec.h"

namespace barnabas {

// Encodes size field, header and body into context.reply.
template <Message Response>
void write_reply(const Response& response, Context& context, Version version) {
  auto& reply = context.reply;
  reply.bytes.grow(Reply::size_field);
  const ResponseHeader header{.correlation_id = context.header.correlation_id};
  encode(header, response_header_version<Response>(version), reply.bytes);
  encode(response, version, reply.bytes, &reply.splices);
}

template <Message Request>
std::optional<Error> serve_immediately(Bytes body, Context& context) {
  const auto request = decode<Request>(body, context.version());
  if (!request) return request.error();
  const auto response = handle(*request, context);
  if (!context.reply.suppressed) write_reply(response, context, context.version());
  return std::nullopt;
}

template <Message Request>
awaitable<std::optional<Error>> serve_waiting(Bytes body, Context& context) {
  auto request = decode<Request>(body, context.version());
  if (!request) co_return request.error();
  const auto response = co_await handle(std::move(*request), context);
  if (!context.reply.suppressed) write_reply(response, context, context.version());
  co_return std::nullopt;
}

template <class T>
struct IsAwaitable : std::false_type {};
template <class T>
struct IsAwaitable<awaitable<T>> : std::true_type {};

// The entry of the API that `Request` belongs to, served in `versions`.
template <Message Request>
constexpr ApiEntry serve(const char* name, Versions versions) {
  ApiEntry entry{.name = name,
                 .key = Request::info.key,
                 .versions = versions,
                 .flexible_since = Request::info.flexible_since,
                 .immediate = nullptr,
                 .waiting = nullptr};
  using Handled = decltype(handle(std::declval<Request>(), std::declval<Context&>()));
  if constexpr (IsAwaitable<Handled>::value) {
    entry.waiting = &serve_waiting<Request>;
  } else {
    entry.immediate = &serve_immediately<Request>;
  }
  return entry;
}

}  // namespace barnabas
