#include "bench/connection.h"

#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace barnabas::bench {

void give_up(const std::string& why) {
  fmt::print(stderr, "bench: {}\n", why);
  std::exit(1);
}

Address Address::parse(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) give_up("not host:port: " + text);
  return {text.substr(0, colon), static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)))};
}

Connection::Connection(const Address& address) {
  if (!try_connect(address)) {
    give_up(fmt::format("{}:{}: {}", address.host, address.port, std::strerror(errno)));
  }
}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(input_, other.input_);
  std::swap(filled_, other.filled_);
  std::swap(taken_, other.taken_);
  return *this;
}

bool Connection::try_connect(const Address& address) {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(address.port);
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&target), sizeof target) != 0) {
    ::close(fd);
    return false;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  socket_ = fd;
  return true;
}

void Connection::send(Bytes frame) {
  while (!frame.empty()) {
    const ssize_t sent = ::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL);
    if (sent <= 0) give_up(fmt::format("send: {}", std::strerror(errno)));
    frame = frame.subspan(static_cast<std::size_t>(sent));
  }
}

Bytes Connection::receive() {
  filled_ -= taken_;
  if (filled_ > 0) std::memmove(input_.data(), input_.data() + taken_, filled_);
  taken_ = 0;
  while (true) {
    std::size_t want = 4;
    if (filled_ >= 4) want += load_big_endian<std::uint32_t>(input_.data());
    if (filled_ >= want && filled_ > 4) {
      taken_ = want;
      return input_.view().subspan(4, want - 4);
    }
    const std::size_t room = std::max<std::size_t>(want, 64 * 1024);
    if (input_.size() < room) input_.grow(room - input_.size());
    const auto got = ::recv(socket_, input_.data() + filled_, input_.size() - filled_, 0);
    if (got <= 0) give_up("the broker closed the connection");
    filled_ += static_cast<std::size_t>(got);
  }
}

}  // namespace barnabas::bench
