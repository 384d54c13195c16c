#pragma once
// SocketListener: accepts connections on one address.
//
// When the process runs out of descriptors it waits a moment instead of spinning, and the clients
// that are connected go on undisturbed. Loop's thread only.

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "broker/net/event_loop.h"
#include "protocol/base/result.h"

namespace barnabas {

class SocketListener {
 public:
  // How long to leave the next client in the system's queue.
  using Wait = std::function<std::chrono::nanoseconds()>;
  using OnAccept = std::function<void(asio::ip::tcp::socket socket)>;

  // Where to listen; port 0 takes a free one.
  struct Address {
    std::string name = "PLAINTEXT";  // of the listener, as clients never see it
    std::string host = "127.0.0.1";
    std::uint16_t port = 9092;
  };

  // What the system gives to the sockets; -1 leaves a size to it.
  struct Tuning {
    int backlog = 1024;  // connections that wait to be accepted; a workshop connects all at once
    int send_buffer_bytes = -1;
    int receive_buffer_bytes = -1;
  };

  SocketListener(EventLoop& loop, Address address, Tuning tuning);

  // Binds and listens. Errors say which address and why, port in use included.
  Result<void> open();
  // Accepts until close(), each time after `wait` has said zero. Call once, after open().
  void start(Wait wait, OnAccept on_accept);
  void close();

  const Address& address() const { return address_; }  // with the real port after open()

 private:
  void set_buffers(std::error_code& error);
  awaitable<void> accept_loop();
  awaitable<void> pause(std::chrono::nanoseconds time);

  EventLoop& loop_;
  Address address_;
  const Tuning tuning_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  Wait wait_;
  OnAccept on_accept_;
};

}  // namespace barnabas
