#include "broker/net/socket_io.h"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace barnabas {
namespace {

using Socket = asio::ip::tcp::socket;

// Below this a read into memory and one write together are cheaper than a sendfile of its own.
constexpr std::uint64_t sendfile_size_min = 16 * 1024;
// What one sendfile call may move, so that one connection cannot hold the loop for long.
constexpr std::uint64_t sendfile_size_max = 1024 * 1024;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

awaitable<bool> wait_for(Socket& socket, Socket::wait_type what) {
  auto [error] = co_await socket.async_wait(what, as_tuple);
  co_return !error;
}

awaitable<bool> send_bytes(Socket& socket, Bytes bytes, int flags, std::uint64_t& total) {
  while (!bytes.empty()) {
    const auto sent =
        ::send(socket.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | flags);
    if (sent >= 0) {
      total += static_cast<std::uint64_t>(sent);
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    } else if (would_block()) {
      if (!co_await wait_for(socket, Socket::wait_write)) co_return false;
    } else if (errno != EINTR) {
      co_return false;
    }
  }
  co_return true;
}

awaitable<bool> send_file(Socket& socket, FileRange file, std::uint64_t& total) {
  auto offset = static_cast<off_t>(file.offset);
  while (file.size > 0) {
    const auto chunk = std::min(file.size, sendfile_size_max);
    const auto sent = ::sendfile(socket.native_handle(), file.descriptor, &offset, chunk);
    if (sent > 0) {
      total += static_cast<std::uint64_t>(sent);
      file.size -= static_cast<std::uint64_t>(sent);
    } else if (sent < 0 && would_block()) {
      if (!co_await wait_for(socket, Socket::wait_write)) co_return false;
    } else if (sent == 0 || errno != EINTR) {
      co_return false;  // 0: the file is shorter than its log believes
    }
  }
  co_return true;
}

bool read_file(const FileRange& file, Buffer& into) {
  auto room = into.grow(file.size);
  auto offset = static_cast<off_t>(file.offset);
  while (!room.empty()) {
    const auto count = ::pread(file.descriptor, room.data(), room.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    room = room.subspan(static_cast<std::size_t>(count));
    offset += count;
  }
  return true;
}

}  // namespace

awaitable<std::size_t> receive_some(Socket& socket, Buffer& into, std::size_t size_max) {
  while (true) {
    const auto before = into.size();
    const auto room = into.grow(size_max);
    const auto received = ::recv(socket.native_handle(), room.data(), room.size(), 0);
    into.truncate(before + static_cast<std::size_t>(std::max<ssize_t>(received, 0)));
    if (received >= 0) co_return static_cast<std::size_t>(received);
    if (errno == EINTR) continue;
    if (!would_block() || !co_await wait_for(socket, Socket::wait_read)) co_return 0;
  }
}

awaitable<bool> send_all(Socket& socket, Bytes bytes, const std::vector<Splice>& splices,
                         std::uint64_t& sent) {
  // Small stretches are gathered with the bytes around them into one write.
  Buffer gathered;
  std::size_t done = 0;
  for (const auto& splice : splices) {
    gathered.append(bytes.subspan(done, splice.position - done));
    done = splice.position;
    if (splice.file.size < sendfile_size_min) {
      if (!read_file(splice.file, gathered)) co_return false;
      continue;
    }
    if (!co_await send_bytes(socket, gathered.view(), MSG_MORE, sent)) co_return false;
    gathered.clear();
    if (!co_await send_file(socket, splice.file, sent)) co_return false;
  }
  if (splices.empty()) co_return co_await send_bytes(socket, bytes, 0, sent);
  gathered.append(bytes.subspan(done));
  co_return co_await send_bytes(socket, gathered.view(), 0, sent);
}

bool peer_is_gone(Socket& socket) {
  pollfd asked{.fd = socket.native_handle(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&asked, 1, 0) > 0;
}

}  // namespace barnabas
