#pragma once
// TestPeer: the other end of a connection, in the same process and thread.
//
// TestListener lets peers connect to a TestBroker through a set of Connections of its own, whose
// sweep() a test may call; the sockets are real ones of the loopback interface. While a peer waits
// for bytes it runs the broker's loop.

#include <sys/socket.h>

#include <asio/ip/tcp.hpp>

#include "broker/net/connections.h"
#include "tests/broker/behaviours/test_broker.h"

namespace barnabas {

class TestPeer {
 public:
  TestPeer(TestBroker& broker, asio::ip::tcp::socket socket)
      : broker_(broker), socket_(std::move(socket)) {
    socket_.non_blocking(true);
  }

  void send(Bytes bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
      } else if (errno == EAGAIN) {
        broker_.settle();
      } else {
        return;  // the broker has closed; receive() finds out
      }
    }
  }
  void send_size(std::int32_t size) {
    Buffer bytes;
    store_big_endian(bytes.grow(4).data(), size);
    send(bytes.view());
  }
  template <Message Request>
  void send_request(const Request& request, Version version, std::int32_t correlation_id = 1) {
    const auto frame = encode_request(request, version, correlation_id);
    send_size(static_cast<std::int32_t>(frame.size()));
    send(frame.view());
  }

  // The next frame without its size; nothing when the broker has closed the connection.
  std::optional<Buffer> receive() {
    broker_.run_until([&] { return take_in() || frame_size() > 0; });
    const auto size = frame_size();
    if (size == 0) return std::nullopt;
    Buffer frame(input_.view().subspan(4, size - 4));
    input_.remove_front(size);
    return frame;
  }
  template <Message Response>
  std::optional<Decoded<Response>> receive_response(Version version) {
    auto frame = receive();
    if (!frame) return std::nullopt;
    return decode_response<Response>(std::move(*frame), version);
  }
  template <Message Request>
  std::optional<Decoded<ResponseTo<Request>>> ask(const Request& request, Version version) {
    send_request(request, version);
    return receive_response<ResponseTo<Request>>(version);
  }

  // Whether, with everything done that can be done, nothing came and the connection is open.
  bool hears_nothing() {
    broker_.settle();
    take_in();
    return !closed_ && input_.empty();
  }
  // Whether the broker closes the connection without another byte.
  bool is_closed() {
    broker_.run_until([&] { return take_in() || !input_.empty(); });
    return closed_ && input_.empty();
  }

  void close() { socket_.close(); }
  void shutdown_send() { socket_.shutdown(asio::ip::tcp::socket::shutdown_send); }
  // How many bytes the kernel may keep for this side.
  void set_receive_buffer(int bytes) {
    socket_.set_option(asio::ip::tcp::socket::receive_buffer_size(bytes));
  }

 private:
  // Reads what is there. Returns whether the connection is closed.
  bool take_in() {
    while (!closed_) {
      const std::size_t before = input_.size();
      const auto room = input_.grow(65536);
      const auto received = ::recv(socket_.native_handle(), room.data(), room.size(), 0);
      input_.truncate(before + static_cast<std::size_t>(std::max<ssize_t>(received, 0)));
      if (received > 0) continue;
      if (received < 0 && errno == EAGAIN) break;
      closed_ = true;
    }
    return closed_;
  }
  // Of the frame in front, size field included; 0 while it is not whole.
  std::size_t frame_size() const {
    if (input_.size() < 4) return 0;
    const auto size = 4 + static_cast<std::size_t>(load_big_endian<std::int32_t>(input_.data()));
    return input_.size() >= size ? size : 0;
  }

  TestBroker& broker_;
  asio::ip::tcp::socket socket_;
  Buffer input_;
  bool closed_ = false;
};

class TestListener {
 public:
  explicit TestListener(TestBroker& broker)
      : broker_(broker), connections_(*broker), acceptor_(broker.loop.context(), anywhere()) {}
  ~TestListener() {
    bool ended = false;
    connections_.close_all([&] { ended = true; });
    EXPECT_TRUE(broker_.run_until([&] { return ended; }));
  }
  TestListener(const TestListener&) = delete;
  TestListener& operator=(const TestListener&) = delete;

  TestPeer connect() {
    asio::ip::tcp::socket socket(broker_.loop.context());
    socket.connect(acceptor_.local_endpoint());
    connections_.accept(acceptor_.accept(), "PLAINTEXT");
    broker_.settle();
    return {broker_, std::move(socket)};
  }
  Connections& connections() { return connections_; }

 private:
  static asio::ip::tcp::endpoint anywhere() { return {asio::ip::address_v4::loopback(), 0}; }

  TestBroker& broker_;
  Connections connections_;
  asio::ip::tcp::acceptor acceptor_;
};

}  // namespace barnabas
