#pragma once
// HttpServer: HTTP/1.1 on one port, by Boost.Beast, all of which is in http_server.cc.
//
// One thread reads and writes; handlers run on a few others, so that a slow one holds nobody up.
// Everything is bounded: headers, bodies, time to send a request, connections. GET /events is a
// stream of server-sent events that lasts: every quarter of a second it is asked what is new.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "generator/server/http.h"
#include "protocol/base/result.h"

namespace barnabas {

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one
  std::size_t body_bytes_max = 512 * 1024;
  std::size_t connections_max = 64;
  std::size_t streams_max = 16;

  // Answers a request; on any thread, several at once.
  std::function<HttpResponse(const HttpRequest&)> handler;
  // The answer that refuses a stream, or one with status 200.
  std::function<HttpResponse(const HttpRequest&)> stream_check;
  // The events that a stream has not seen yet, as they are sent; `seen` is the stream's memory.
  std::function<std::string(std::map<std::string, std::string>& seen)> events;
};

class HttpServer {
 public:
  // Listens. An error says which address is taken.
  static Result<std::unique_ptr<HttpServer>> listen(HttpServerOptions options);
  // Ends connections and waits for handlers that run.
  ~HttpServer();

  std::uint16_t port() const;

 private:
  class Listener;
  explicit HttpServer(std::unique_ptr<Listener> listener);

  std::unique_ptr<Listener> listener_;
};

}  // namespace barnabas
