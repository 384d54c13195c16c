#pragma once
// serve_api: makes an ApiEntry out of a request type and its handler.
//
// A handler is an overload of handle(); whether it returns a response, an awaitable of one or a
// DurableAnswer decides how the connection runs it. Only api_table.cc includes this.

#include <type_traits>

#include "broker/api_table.h"
#include "broker/durable_answer.h"
#include "protocol/wire/codec.h"

namespace barnabas {

// Encodes size field, header and body into `reply`.
template <Message Response>
void write_reply(const Response& response, const RequestHeader& request, Reply& reply) {
  const auto version = request.api_version;
  reply.bytes.grow(Reply::size_field);
  const ResponseHeader header{.correlation_id = request.correlation_id};
  encode(header, response_header_version<Response>(version), reply.bytes);
  encode(response, version, reply.bytes, &reply.splices);
}

template <Message Request>
std::optional<Error> serve_immediately(Bytes body, Context& context) {
  const auto request = decode<Request>(body, context.version());
  if (!request) return request.error();
  const auto response = handle(*request, context);
  if (!context.reply.suppressed) write_reply(response, context.header, context.reply);
  return std::nullopt;
}

template <Message Request>
std::optional<Error> serve_durably(Bytes body, Context& context) {
  const auto request = decode<Request>(body, context.version());
  if (!request) return request.error();
  auto answer = handle(*request, context);
  if (context.reply.suppressed) return std::nullopt;
  if (!answer.settle) {
    write_reply(answer.response, context.header, context.reply);
    return std::nullopt;
  }
  context.reply.when_durable = [answer = std::move(answer),
                                header = context.header](Reply& reply) mutable {
    answer.settle(answer.response);
    write_reply(answer.response, header, reply);
  };
  return std::nullopt;
}

template <Message Request>
awaitable<std::optional<Error>> serve_waiting(Bytes body, Context& context) {
  auto request = decode<Request>(body, context.version());
  if (!request) co_return request.error();
  const auto response = co_await handle(std::move(*request), context);
  if (!context.reply.suppressed) write_reply(response, context.header, context.reply);
  co_return std::nullopt;
}

template <class T>
struct IsAwaitable : std::false_type {};
template <class T>
struct IsAwaitable<awaitable<T>> : std::true_type {};
template <class T>
struct IsDurableAnswer : std::false_type {};
template <class T>
struct IsDurableAnswer<DurableAnswer<T>> : std::true_type {};

// The entry of the API that `Request` belongs to, served in `versions`.
template <Message Request>
constexpr ApiEntry serve(const char* name, Versions versions) {
  ApiEntry entry{.name = name,
                 .key = Request::info.key,
                 .versions = versions,
                 .flexible_since = Request::info.flexible_since,
                 .immediate = nullptr,
                 .waiting = nullptr,
                 .answers_when_durable = false};
  using Handled = decltype(handle(std::declval<Request>(), std::declval<Context&>()));
  if constexpr (IsAwaitable<Handled>::value) {
    entry.waiting = &serve_waiting<Request>;
  } else if constexpr (IsDurableAnswer<Handled>::value) {
    entry.immediate = &serve_durably<Request>;
    entry.answers_when_durable = true;
  } else {
    entry.immediate = &serve_immediately<Request>;
  }
  return entry;
}

}  // namespace barnabas
