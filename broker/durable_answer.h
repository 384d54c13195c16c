#pragma once
// DurableAnswer: what a handler returns whose work is done, but whose answer may have to wait until
// that work is durable.
//
// The handler runs at once, within the request's frame. If `settle` is set, the connection waits
// for the group commit, lets `settle` correct the response (a log may have gone offline meanwhile)
// and sends it; in the meantime it serves more requests of this kind, so that a client that keeps
// several produces on their way shares one sync among them. Answers leave in the order of requests.

#include <functional>

namespace barnabas {

template <class Response>
struct DurableAnswer {
  Response response;
  std::function<void(Response&)> settle{};  // must not refer to the request or the context
};

}  // namespace barnabas
