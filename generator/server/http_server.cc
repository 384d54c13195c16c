#include "generator/server/http_server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace barnabas {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using ErrorCodeOfBoost = beast::error_code;
using Response = http::response<http::string_body>;

constexpr std::size_t header_bytes_max = 16 * 1024;
constexpr auto patience = std::chrono::seconds(20);
constexpr auto discard_time = std::chrono::seconds(2);
constexpr std::size_t discard_bytes_max = 16 * 1024 * 1024;
constexpr auto event_period = std::chrono::milliseconds(250);
constexpr int keep_alive_periods = 60;
constexpr std::size_t handler_threads = 4;

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

HttpRequest request_of(http::request<http::string_body>&& from) {
  const auto target = text_of(from.target());
  HttpRequest request{.method = text_of(from.method_string()),
                      .path = percent_decoded(target.substr(0, target.find('?'))),
                      .body = std::move(from.body()),
                      .host = text_of(from[http::field::host]),
                      .origin = text_of(from[http::field::origin]),
                      .content_type = text_of(from[http::field::content_type]),
                      .fetch_site = text_of(from["Sec-Fetch-Site"])};
  return request;
}

// What every answer says to a browser: run nothing that is not ours, show it in no frame.
template <class Message>
void add_headers(Message& message) {
  message.set("X-Content-Type-Options", "nosniff");
  message.set("X-Frame-Options", "DENY");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
              "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  message.set(http::field::cache_control, "no-store");
}

// What connections share; outlives them all.
struct Shared {
  HttpServerOptions options;
  asio::thread_pool handlers{handler_threads};
  std::size_t connections = 0;
  std::size_t streams = 0;
};

// One connection: request, answer, request, until either side has enough. Kept alive by the
// operation that is under way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_.connections;
  }
  ~Connection() {
    --shared_.connections;
    if (is_stream_) --shared_.streams;
  }

  void read() {
    parser_.emplace();
    parser_->header_limit(header_bytes_max);
    parser_->body_limit(shared_.options.body_bytes_max);
    stream_.expires_after(patience);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](ErrorCodeOfBoost error, std::size_t) {
                       self->have_read(error);
                     });
  }

  void refuse_all() { answer(problem(503, "too many connections")); }

 private:
  void have_read(ErrorCodeOfBoost error) {
    keep_alive_ = false;
    has_read_all_ = false;
    if (error == http::error::body_limit) {
      return answer(
          problem(413, fmt::format("a body has at most {} bytes", shared_.options.body_bytes_max)));
    }
    if (error == http::error::header_limit) return answer(problem(431, "too long a header"));
    if (error.category() == make_error_code(http::error::end_of_stream).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
      return answer(problem(400, "this is no HTTP request: " + error.message()));
    if (error) return close();
    has_read_all_ = true;
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_only_ = message.method() == http::verb::head;
    auto request = request_of(std::move(message));
    if (head_only_) request.method = "GET";
    const bool wants_stream = request.method == "GET" && request.path == "/events";
    // The handler's thread hands the connection back with the answer, and keeps no hold of it: it
    // must not be the one that destroys it.
    auto work = [self = shared_from_this(), wants_stream, request = std::move(request)]() mutable {
      const auto& options = self->shared_.options;
      auto response = wants_stream ? options.stream_check(request) : options.handler(request);
      const auto executor = self->stream_.get_executor();
      auto reply = [self = std::move(self), wants_stream,
                    response = std::move(response)]() mutable {
        if (wants_stream && response.status == 200)
          self->begin_stream();
        else
          self->answer(std::move(response));
      };
      asio::post(executor, std::move(reply));
    };
    asio::post(shared_.handlers, std::move(work));
  }

  void answer(HttpResponse from) {
    response_ = Response(static_cast<http::status>(from.status), 11);
    response_.set(http::field::content_type, from.content_type);
    if (!from.allow.empty()) response_.set(http::field::allow, from.allow);
    add_headers(response_);
    response_.keep_alive(keep_alive_);
    response_.body() = std::move(from.body);
    response_.prepare_payload();
    if (head_only_) response_.body().clear();
    stream_.expires_after(patience);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](ErrorCodeOfBoost error, std::size_t) {
                        if (error) return self->close();
                        if (self->keep_alive_) return self->read();
                        if (self->has_read_all_) return self->close();
                        self->begin_discarding();
                      });
  }

  // Closed with something unread, a connection would lose the answer on its way.
  void begin_discarding() {
    ErrorCodeOfBoost ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
    stream_.expires_after(discard_time);
    discard();
  }

  void discard() {
    buffer_.consume(buffer_.size());
    stream_.async_read_some(buffer_.prepare(header_bytes_max),
                            [self = shared_from_this()](ErrorCodeOfBoost error, std::size_t size) {
                              self->discarded_ += size;
                              if (error || self->discarded_ > discard_bytes_max)
                                return self->close();
                              self->discard();
                            });
  }

  void begin_stream() {
    if (shared_.streams >= shared_.options.streams_max)
      return answer(problem(503, "too many streams of events"));
    is_stream_ = true;
    ++shared_.streams;
    http::response<http::empty_body> head(http::status::ok, 11);
    head.set(http::field::content_type, "text/event-stream");
    add_headers(head);
    head.keep_alive(false);
    text_ = "HTTP/1.1 200 OK\r\n";
    for (const auto& field : head) {
      text_ += fmt::format("{}: {}\r\n", text_of(field.name_string()), text_of(field.value()));
    }
    text_ += "\r\nretry: 1000\n\n";
    send_events();
  }

  void send_events() {
    text_ += shared_.options.events(seen_);
    if (text_.empty() && ++quiet_periods_ >= keep_alive_periods) text_ = ":\n\n";
    if (text_.empty()) return wait();
    quiet_periods_ = 0;
    stream_.expires_after(patience);
    asio::async_write(stream_, asio::buffer(text_),
                      [self = shared_from_this()](ErrorCodeOfBoost error, std::size_t) {
                        if (error) return self->close();
                        self->text_.clear();
                        self->wait();
                      });
  }

  void wait() {
    stream_.expires_never();
    timer_.expires_after(event_period);
    timer_.async_wait([self = shared_from_this()](ErrorCodeOfBoost error) {
      if (!error) self->send_events();
    });
  }

  void close() {
    ErrorCodeOfBoost ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
    stream_.close();
  }

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  Response response_;
  bool keep_alive_ = false;
  bool has_read_all_ = false;
  std::size_t discarded_ = 0;
  bool head_only_ = false;
  bool is_stream_ = false;
  int quiet_periods_ = 0;
  std::string text_;
  std::map<std::string, std::string> seen_;
  asio::steady_timer timer_{stream_.get_executor()};
};

}  // namespace

class HttpServer::Listener {
 public:
  explicit Listener(HttpServerOptions options) { shared_.options = std::move(options); }

  ~Listener() {
    // In this order: a handler that ends late finds a stopped loop, and leaves its answer there.
    context_.stop();
    if (thread_.joinable()) thread_.join();
    shared_.handlers.join();
  }

  Result<void> begin() {
    ErrorCodeOfBoost error;
    const auto& options = shared_.options;
    const auto address = asio::ip::make_address(options.address, error);
    if (error || !address.is_loopback()) {
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("'{}' is no address of the loopback interface: the server has no "
                              "passwords and serves this machine only. From another, use a tunnel: "
                              "ssh -L 7482:127.0.0.1:7482 HOST",
                              options.address));
    }
    const Tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}:{} cannot be listened on: {}; --port takes another",
                              options.address, options.port, error.message()));
    }
    port_ = acceptor_.local_endpoint().port();
    accept();
    thread_ = std::thread([this] { context_.run(); });
    return {};
  }

  std::uint16_t port() const { return port_; }

 private:
  void accept() {
    acceptor_.async_accept([this](ErrorCodeOfBoost error, Tcp::socket socket) {
      if (!error) {
        auto connection = std::make_shared<Connection>(std::move(socket), shared_);
        if (shared_.connections > shared_.options.connections_max)
          connection->refuse_all();
        else
          connection->read();
      }
      if (acceptor_.is_open()) accept();
    });
  }

  Shared shared_;
  std::uint16_t port_ = 0;
  asio::io_context context_{1};
  Tcp::acceptor acceptor_{context_};
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::listen(HttpServerOptions options) {
  auto listener = std::make_unique<Listener>(std::move(options));
  auto begun = listener->begin();
  if (!begun) return tl::unexpected(begun.error());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(listener)));
}

std::uint16_t HttpServer::port() const { return listener_->port(); }

}  // namespace barnabas
