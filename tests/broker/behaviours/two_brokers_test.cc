// A broker is an object without globals: two live in one process, each on a loop and a thread of
// its own, and one does not notice when the other stops.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "tests/broker/behaviours/requests.h"

namespace barnabas {
namespace {

// A broker that serves on its own thread.
class ThreadedBroker {
 public:
  explicit ThreadedBroker(const std::string& node_id) {
    auto opened =
        Broker::open({.config = {{"node.id", node_id}, {"listeners", "PLAINTEXT://127.0.0.1:0"}},
                      .directory = disk_,
                      .loop = loop_,
                      .clock = clock_,
                      .log = [](LogLevel, const std::string&) {}});
    EXPECT_TRUE(opened);
    broker_ = std::move(*opened);
    EXPECT_TRUE(broker_->start());
    port_ = broker_->endpoints().at(0).port;
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~ThreadedBroker() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    std::promise<bool> stopped;
    loop_.post([&] {
      broker_->stop([&](const Result<void>& result) {
        stopped.set_value(result.has_value());
        loop_.stop();
      });
    });
    EXPECT_TRUE(stopped.get_future().get());
    thread_.join();
  }
  std::uint16_t port() const { return port_; }

 private:
  MemoryDisk disk_;
  SystemClock clock_;
  EventLoop loop_{0};
  std::unique_ptr<Broker> broker_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class BlockingClient {
 public:
  explicit BlockingClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~BlockingClient() { ::close(socket_); }
  BlockingClient(const BlockingClient&) = delete;
  BlockingClient& operator=(const BlockingClient&) = delete;
  bool connected() const { return connected_; }

  template <Message Request>
  std::optional<Decoded<ResponseTo<Request>>> ask(const Request& request, Version version) {
    const auto frame = encode_request(request, version);
    Buffer bytes;
    store_big_endian(bytes.grow(4).data(), static_cast<std::int32_t>(frame.size()));
    bytes.append(frame.view());
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
    Buffer size;
    if (!read(size, 4)) return std::nullopt;
    Buffer answer;
    const auto length = load_big_endian<std::int32_t>(size.data());
    if (!read(answer, static_cast<std::size_t>(length))) return std::nullopt;
    return decode_response<ResponseTo<Request>>(std::move(answer), version);
  }

 private:
  bool read(Buffer& into, std::size_t count) {
    const auto room = into.grow(count);
    return ::recv(socket_, room.data(), room.size(), MSG_WAITALL) == static_cast<ssize_t>(count);
  }

  int socket_;
  bool connected_ = false;
};

MetadataRequest asking_for(const std::string& topic) {
  MetadataRequest request;
  request.topics.emplace().push_back({.topic_id = {}, .name = topic});
  return request;
}

ErrorCode produce_to(BlockingClient& client, const std::string& topic) {
  const auto batch = encode_batch({});
  const auto answer = client.ask(produce_request(batch.view(), {.topic = topic}), 9);
  return answer ? answer->body.responses.at(0).partition_responses.at(0).error_code
                : ErrorCode::NetworkException;
}

TEST(TwoBrokersTest, TwoBrokersInOneProcessServeAndOneGoesOnWhenTheOtherStops) {
  ThreadedBroker first("1");
  ThreadedBroker second("2");
  ASSERT_NE(first.port(), second.port());
  BlockingClient to_first(first.port());
  BlockingClient to_second(second.port());
  const auto of_first = to_first.ask(asking_for("orders"), 12);
  const auto of_second = to_second.ask(asking_for("payments"), 12);
  ASSERT_TRUE(of_first && of_second);
  EXPECT_EQ(of_first->body.brokers.at(0).node_id, 1);
  EXPECT_EQ(of_second->body.brokers.at(0).node_id, 2);
  EXPECT_NE(of_first->body.cluster_id, of_second->body.cluster_id);
  EXPECT_EQ(produce_to(to_first, "orders"), ErrorCode::None);
  EXPECT_EQ(produce_to(to_second, "payments"), ErrorCode::None);
  EXPECT_EQ(produce_to(to_second, "orders"), ErrorCode::UnknownTopicOrPartition)
      << "they share no topics";

  first.stop();
  EXPECT_FALSE(to_first.ask(asking_for("orders"), 12));
  EXPECT_FALSE(BlockingClient(first.port()).connected());
  EXPECT_EQ(produce_to(to_second, "payments"), ErrorCode::None);
  BlockingClient again(second.port());
  EXPECT_TRUE(again.ask(asking_for("payments"), 12));
}

}  // namespace
}  // namespace barnabas
