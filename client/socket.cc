#include "client/socket.h"

#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace barnabas::client {
namespace {

tl::unexpected<Error> network_error(std::string message) {
  return fail(ErrorCode::NetworkException, std::move(message));
}

// Waits until the descriptor is ready for `events`. False when the deadline came first.
bool wait_for(int descriptor, short events, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd entry{.fd = descriptor, .events = events, .revents = 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return true;  // the call that follows will say what is wrong
  }
}

// 0, or the errno of the attempt.
int connect_to(const addrinfo& address, Deadline deadline, int& descriptor) {
  descriptor = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return errno;
  int error = 0;
  if (::connect(descriptor, address.ai_addr, address.ai_addrlen) != 0) {
    error = errno;
    if (error == EINPROGRESS) {
      socklen_t size = sizeof(error);
      if (!wait_for(descriptor, POLLOUT, deadline))
        error = ETIMEDOUT;
      else if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    }
  }
  if (error != 0) close(std::exchange(descriptor, -1));
  return error;
}

}  // namespace

Result<Socket> Socket::connect(const Endpoint& endpoint, Deadline deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int looked_up =
      getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (looked_up != 0)
    return network_error(fmt::format("no machine is called '{}': {}; check -b/--bootstrap-server",
                                     endpoint.host, gai_strerror(looked_up)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, freeaddrinfo);
  int error = ECONNREFUSED;
  for (const auto* address = found; address != nullptr; address = address->ai_next) {
    int descriptor = -1;
    error = connect_to(*address, deadline, descriptor);
    if (error != 0) continue;
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return Socket(descriptor);
  }
  if (error == ECONNREFUSED)
    return network_error(
        fmt::format("no broker answers at {}: connection refused. Start one with "
                    "'barnabas serve', or name another with -b HOST:PORT.",
                    to_string(endpoint)));
  if (error == ETIMEDOUT)
    return network_error(
        fmt::format("no broker answers at {}: nothing came back in time. Check "
                    "address and firewall.",
                    to_string(endpoint)));
  return network_error(
      fmt::format("cannot reach {}: {}", to_string(endpoint), std::strerror(error)));
}

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<void> Socket::write(Bytes bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const auto sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_for(descriptor_, POLLOUT, deadline))
        return network_error("the request could not be sent in time");
    } else if (errno != EINTR) {
      return network_error(
          fmt::format("the connection broke while sending: {}", std::strerror(errno)));
    }
  }
  return {};
}

Result<void> Socket::read(MutableBytes bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const auto received = recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (received > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(received));
    } else if (received == 0) {
      return network_error("the other side closed the connection without an answer");
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_for(descriptor_, POLLIN, deadline)) return network_error("no answer came in time");
    } else if (errno != EINTR) {
      return network_error(fmt::format("the connection broke while waiting for the answer: {}",
                                       std::strerror(errno)));
    }
  }
  return {};
}

bool Socket::is_stale() const {
  pollfd entry{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return poll(&entry, 1, 0) != 0;
}

}  // namespace barnabas::client
