#include "broker/net/socket_listener.h"

#include <fmt/format.h>

#include <asio/ip/address.hpp>
#include <cerrno>

#include "broker/net/port_owner.h"

namespace barnabas {
namespace {

constexpr std::chrono::milliseconds pause_without_descriptors{100};

// By number: Asio's category does not map all of these to the conditions of std::errc.
bool lacks_resources(const std::error_code& error) {
  const auto number = error.value();
  return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM;
}

Error bind_error(const SocketListener::Address& address, const std::error_code& error) {
  if (error == asio::error::address_in_use)
    return {ErrorCode::UnknownServerError, port_in_use_message(address.host, address.port)};
  return {ErrorCode::UnknownServerError,
          fmt::format("cannot listen on {}:{}: {}", address.host, address.port, error.message())};
}

}  // namespace

SocketListener::SocketListener(EventLoop& loop, Address address, Tuning tuning)
    : loop_(loop),
      address_(std::move(address)),
      tuning_(tuning),
      acceptor_(loop.context()),
      pause_(loop.context()) {}

Result<void> SocketListener::open() {
  std::error_code error;
  const auto host = address_.host == "localhost" ? std::string("127.0.0.1") : address_.host;
  const auto ip = asio::ip::make_address(host, error);
  if (error)
    return fail(ErrorCode::UnknownServerError,
                "cannot listen on \"" + address_.host + "\": not an IP address");
  const asio::ip::tcp::endpoint endpoint(ip, address_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::ip::tcp::acceptor::reuse_address(true), error);
  if (!error) set_buffers(error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(tuning_.backlog, error);
  if (error) return tl::unexpected(bind_error(address_, error));
  address_.port = acceptor_.local_endpoint().port();
  return {};
}

// Accepted sockets inherit them; the receive buffer has to stand before the handshake.
void SocketListener::set_buffers(std::error_code& error) {
  using Socket = asio::ip::tcp::socket;
  if (tuning_.send_buffer_bytes > 0)
    acceptor_.set_option(Socket::send_buffer_size(tuning_.send_buffer_bytes), error);
  if (!error && tuning_.receive_buffer_bytes > 0)
    acceptor_.set_option(Socket::receive_buffer_size(tuning_.receive_buffer_bytes), error);
}

void SocketListener::start(Wait wait, OnAccept on_accept) {
  wait_ = std::move(wait);
  on_accept_ = std::move(on_accept);
  loop_.spawn(accept_loop());
}

void SocketListener::close() {
  std::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

awaitable<void> SocketListener::accept_loop() {
  while (acceptor_.is_open()) {
    if (const auto time = wait_(); time > time.zero()) {
      co_await pause(time);
      continue;
    }
    auto [error, socket] = co_await acceptor_.async_accept(as_tuple);
    if (!error) {
      on_accept_(std::move(socket));
    } else if (lacks_resources(error)) {
      co_await pause(pause_without_descriptors);
    }
  }
}

awaitable<void> SocketListener::pause(std::chrono::nanoseconds time) {
  pause_.expires_after(time);
  co_await pause_.async_wait(as_tuple);
}

}  // namespace barnabas
