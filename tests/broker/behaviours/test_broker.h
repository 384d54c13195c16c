#pragma once
// TestBroker: a whole broker in this process, on a disk in memory, asked through encoded requests.
//
//   TestBroker broker({{"auto.create.topics.enable", "false"}});
//   const auto answer = broker.ask(MetadataRequest{}, 12);      encode, serve, decode
//   auto waiting = broker.begin(fetch, 12);                     one that waits
//   broker.settle();  EXPECT_FALSE(waiting.answered());
//
// ask() goes the way of a connection behind its socket: header, table of APIs, handler, encoding.
// Tests of connections themselves use TestPeer. What a real broker leaves to its pool (fsync) runs
// on the loop here, so settle() means that nothing is left to do but to wait for time or clients.

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <memory>
#include <string>
#include <utility>

#include "broker/api_table.h"
#include "broker/broker.h"
#include "broker/durable_answer.h"
#include "broker/handlers/cluster/handlers.h"
#include "broker/handlers/configs/handlers.h"
#include "broker/handlers/data/handlers.h"
#include "broker/handlers/groups/handlers.h"
#include "broker/handlers/security/handlers.h"
#include "broker/handlers/topics/handlers.h"
#include "broker/handlers/transactions/handlers.h"
#include "broker/net/event_loop.h"
#include "broker/topics/group_commit.h"
#include "protocol/wire/codec.h"
#include "storage/memory_disk.h"

namespace barnabas {

// Wall time stands still; steady time is the machine's, because timers wait by it, and can be put
// forward.
class TestClock final : public Clock {
 public:
  std::int64_t wall_ms() const override { return wall_ms_; }
  SteadyTime steady() const override { return std::chrono::steady_clock::now() + ahead_; }
  void advance(std::chrono::milliseconds by) {
    wall_ms_ += by.count();
    ahead_ += by;
  }

 private:
  std::int64_t wall_ms_ = 1'700'000'000'000;
  std::chrono::milliseconds ahead_{0};
};

// Which response an API has: what its handler returns.
template <class T>
struct Unwrapped {
  using Type = T;
};
template <class T>
struct Unwrapped<awaitable<T>> {
  using Type = T;
};
template <class T>
struct Unwrapped<DurableAnswer<T>> {
  using Type = T;
};
template <Message Request>
using ResponseTo =
    typename Unwrapped<decltype(handle(std::declval<Request>(), std::declval<Context&>()))>::Type;

// The bytes of a request as a client sends them, without the size in front.
template <Message Request>
Buffer encode_request(const Request& request, Version version, std::int32_t correlation_id = 1) {
  Buffer frame;
  const RequestHeader header{.api_key = static_cast<std::int16_t>(Request::info.key),
                             .api_version = version,
                             .correlation_id = correlation_id,
                             .client_id = "test"};
  encode(header, request_header_version<Request>(version), frame);
  encode(request, version, frame);
  return frame;
}

// A response together with the bytes that its views point into.
template <Message Response>
struct Decoded {
  Buffer bytes;
  std::int32_t correlation_id = 0;
  Response body;
  const Response* operator->() const { return &body; }
  const Response& operator*() const { return body; }
};

// `bytes` is everything behind the size. Fails the test where it cannot be decoded to its end.
template <Message Response>
Decoded<Response> decode_response(Buffer bytes, Version version) {
  Decoded<Response> decoded{.bytes = std::move(bytes), .correlation_id = 0, .body = {}};
  const auto header_version = response_header_version<Response>(version);
  Reader header_reader(decoded.bytes.view(), "ResponseHeader", header_version, header_version > 0);
  ResponseHeader header;
  header_reader.message(header);
  decoded.correlation_id = header.correlation_id;
  Reader reader(header_reader.rest(), Response::info.name, version, is_flexible<Response>(version));
  reader.message(decoded.body);
  EXPECT_TRUE(reader.ok()) << reader.error();
  EXPECT_EQ(reader.rest().size(), 0U) << "bytes behind the response";
  return decoded;
}

// One request on its way through the broker.
struct Exchange {
  Buffer frame;
  ReceivedRequest request{};
  ClientInfo client{.connection_id = 1,
                    .listener_name = "PLAINTEXT",
                    .host = "127.0.0.1",
                    .port = 50000,
                    .local_host = "127.0.0.1"};
  Reply reply;
  std::unique_ptr<Context> context;
  bool answered = false;
  std::optional<Error> error;  // the connection would be closed
};

// An answer that may not be there yet.
template <Message Response>
class Waiting {
 public:
  Waiting(std::shared_ptr<Exchange> exchange, Version version)
      : exchange_(std::move(exchange)), version_(version) {}
  bool answered() const { return exchange_->answered; }
  const Exchange& exchange() const { return *exchange_; }
  // REQUIRES: answered().
  Decoded<Response> take() {
    EXPECT_FALSE(exchange_->error) << exchange_->error->message;
    EXPECT_FALSE(exchange_->reply.suppressed);
    return decode_response<Response>(
        Buffer(exchange_->reply.bytes.view().subspan(Reply::size_field)), version_);
  }

 private:
  std::shared_ptr<Exchange> exchange_;
  Version version_;
};

class TestBroker {
 public:
  explicit TestBroker(ConfigMap config = {})
      : TestBroker(std::move(config), std::make_unique<MemoryDisk>()) {}
  TestBroker(ConfigMap config, std::unique_ptr<MemoryDisk> from)
      : disk(std::move(from)), config_(std::move(config)) {
    config_.try_emplace("listeners", "PLAINTEXT://127.0.0.1:0");
    open();
  }
  // In a directory of the test's own instead of `disk`; it must outlive this.
  TestBroker(ConfigMap config, Directory& directory)
      : disk(std::make_unique<MemoryDisk>()), config_(std::move(config)), elsewhere_(&directory) {
    config_.try_emplace("listeners", "PLAINTEXT://127.0.0.1:0");
    open();
  }
  ~TestBroker() { static_cast<void>(stop()); }
  TestBroker(const TestBroker&) = delete;
  TestBroker& operator=(const TestBroker&) = delete;

  Broker& operator*() { return *broker_; }
  Broker* operator->() { return broker_.get(); }

  template <Message Request>
  Waiting<ResponseTo<Request>> begin(const Request& request, Version version) {
    return {serve(encode_request(request, version)), version};
  }
  // Serves to the end; fails the test where the answer does not come.
  template <Message Request>
  Decoded<ResponseTo<Request>> ask(const Request& request, Version version) {
    auto waiting = begin(request, version);
    run_until([&] { return waiting.answered(); });
    if (!waiting.answered()) {
      ADD_FAILURE() << Request::info.name << " is not answered";
      return {};
    }
    return waiting.take();
  }
  template <Message Request>
  Decoded<ResponseTo<Request>> ask(const Request& request) {
    return ask(request, served_version_max(Request::info.key));
  }

  // The connection's part between reading a frame and sending the reply.
  std::shared_ptr<Exchange> serve(Buffer frame) {
    auto exchange = std::make_shared<Exchange>();
    exchange->frame = std::move(frame);
    auto request = ReceivedRequest::parse(exchange->frame.view());
    if (!request) {
      exchange->error = request.error();
      exchange->answered = true;
      return exchange;
    }
    exchange->request = std::move(*request);
    exchange->context = std::make_unique<Context>(
        Context{.broker = *broker_,
                .loop = loop,
                .header = exchange->request.header,
                .client = exchange->client,
                .reply = exchange->reply,
                .received_at = clock.steady(),
                .unsupported_version = exchange->request.unsupported_version});
    loop.spawn(run(exchange));
    loop.context().poll();
    return exchange;
  }

  // Does everything that can be done now.
  void settle() {
    while (loop.context().poll() > 0) {
    }
  }
  // Waits, for clients and timers too. Gives up after ten seconds.
  template <class Predicate>
  bool run_until(Predicate done) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < give_up)
      loop.context().run_one_for(std::chrono::milliseconds(100));
    return done();
  }

  // As SIGTERM does. Nothing when it worked.
  std::optional<Error> stop() {
    std::optional<Error> failed;
    if (!broker_) return failed;
    bool stopped = false;
    broker_->stop([&](const Result<void>& result) {
      if (!result) failed = result.error();
      stopped = true;
    });
    EXPECT_TRUE(run_until([&] { return stopped; }));
    broker_.reset();
    settle();
    return failed;
  }
  void restart() {
    const auto failed = stop();
    EXPECT_FALSE(failed) << failed->message;
    open();
  }
  // Dies without a word and starts again on what was written.
  void kill_and_restart() {
    auto left = disk->after_process_kill();
    static_cast<void>(stop());
    disk = std::move(left);
    open();
  }

  static Version served_version_max(ApiKey key) {
    for (const auto& api : api_table())
      if (api.key == key) return api.versions.max;
    return -1;
  }

  std::unique_ptr<MemoryDisk> disk;
  TestClock clock;
  EventLoop loop{0};
  std::vector<std::string> log;

 private:
  void open() {
    auto opened =
        Broker::open({.config = config_,
                      .directory = elsewhere_ != nullptr ? *elsewhere_ : *disk,
                      .loop = loop,
                      .clock = clock,
                      .log = [this](LogLevel, const std::string& text) { log.push_back(text); }});
    ASSERT_TRUE(opened) << opened.error().message;
    broker_ = std::move(*opened);
    const auto started = broker_->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  static awaitable<void> run(std::shared_ptr<Exchange> exchange) {
    const auto& request = exchange->request;
    if (request.api->immediate != nullptr) {
      exchange->error = request.api->immediate(request.body, *exchange->context);
    } else {
      exchange->error = co_await request.api->waiting(request.body, *exchange->context);
    }
    if (exchange->reply.when_durable) {
      co_await exchange->context->broker.commits().wait();
      exchange->reply.when_durable(exchange->reply);
    }
    exchange->answered = true;
  }

  ConfigMap config_;
  Directory* elsewhere_ = nullptr;
  std::unique_ptr<Broker> broker_;
};

}  // namespace barnabas
