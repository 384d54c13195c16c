// machine: what this machine can do without any broker, the measure for what a broker could reach.

#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "bench/load.h"

namespace barnabas::bench {
namespace {

constexpr std::int64_t kFileBytes = 256 * 1024 * 1024;
constexpr std::size_t kChunk = 1024 * 1024;

[[noreturn]] void give_up_on(const char* what) {
  give_up(fmt::format("{}: {}", what, std::strerror(errno)));
}

double seconds_since(std::int64_t started) { return static_cast<double>(now_ns() - started) / 1e9; }

// A file without a name, so that nothing stays behind.
int temporary_file(const std::string& directory) {
  const int file = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) give_up_on(directory.c_str());
  return file;
}

void append(int file, const Buffer& bytes) {
  if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    give_up_on("write");
}

void sync_file(int file) {
  if (::fdatasync(file) != 0) give_up_on("fdatasync");
}

// 1 KiB appended and synced, again and again: what one producer with one record in flight could
// get.
double synced_appends_a_second(int file, int count) {
  Buffer record;
  record.grow(1024);
  const auto started = now_ns();
  for (int i = 0; i < count; ++i) {
    append(file, record);
    sync_file(file);
  }
  return count / seconds_since(started);
}

// Written in chunks of 1 MiB, each synced before the next: about what a group commit asks for.
double synced_megabytes_a_second(int file) {
  Buffer chunk;
  chunk.grow(kChunk);
  const auto started = now_ns();
  for (std::int64_t done = 0; done < kFileBytes; done += kChunk) {
    append(file, chunk);
    sync_file(file);
  }
  return static_cast<double>(kFileBytes) / 1e6 / seconds_since(started);
}

// Two ends of one TCP connection over loopback.
std::array<int, 2> connected_pair() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listener, generic, size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, generic, &size) != 0 || ::connect(client, generic, size) != 0)
    give_up_on("loopback");
  const int server = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  ::close(listener);
  const int on = 1;
  for (const int end : {client, server})
    ::setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {client, server};
}

void send_whole(int socket, const char* bytes, std::size_t size) {
  if (::send(socket, bytes, size, MSG_NOSIGNAL) != static_cast<ssize_t>(size)) give_up_on("send");
}

// One KiB there, 64 bytes back, both sides blocking: a produce without a broker.
std::string ping_pong(int count) {
  const auto [client, server] = connected_pair();
  constexpr std::size_t kThere = 1024;
  constexpr std::size_t kBack = 64;
  std::thread echo([server = server] {
    std::array<char, kThere> request{};
    while (::recv(server, request.data(), kThere, MSG_WAITALL) > 0)
      send_whole(server, request.data(), kBack);
  });
  std::array<char, kThere> bytes{};
  std::vector<std::int64_t> times;
  for (int i = 0; i < count; ++i) {
    const auto before = now_ns();
    send_whole(client, bytes.data(), kThere);
    if (::recv(client, bytes.data(), kBack, MSG_WAITALL) <= 0) give_up_on("recv");
    times.push_back(now_ns() - before);
  }
  ::shutdown(client, SHUT_RDWR);
  echo.join();
  ::close(client);
  ::close(server);
  return percentiles(std::move(times));
}

// A file in the page cache sent to somebody who only reads it away.
double sendfile_megabytes_a_second(int file, std::int64_t bytes) {
  const auto [client, server] = connected_pair();
  std::thread reader([client = client] {
    Buffer room;
    room.grow(kChunk);
    while (::recv(client, room.data(), room.size(), 0) > 0) {
    }
  });
  const auto started = now_ns();
  for (std::int64_t done = 0; done < bytes;) {
    off_t offset = done % kFileBytes;
    const auto sent = ::sendfile(server, file, &offset, kChunk);
    if (sent <= 0) give_up_on("sendfile");
    done += sent;
  }
  ::shutdown(server, SHUT_RDWR);
  reader.join();
  const double rate = static_cast<double>(bytes) / 1e6 / seconds_since(started);
  ::close(client);
  ::close(server);
  return rate;
}

}  // namespace

void machine(const LoadOptions& options) {
  const int file = temporary_file(options.directory);
  const double appends = synced_appends_a_second(file, 1000);
  const double megabytes = synced_megabytes_a_second(file);
  const double sendfile = sendfile_megabytes_a_second(file, options.megabytes * 1'000'000);
  ::close(file);
  fmt::print(R"({{"synced_appends_a_second": {:.0f}, "synced_megabytes_a_second": {:.0f}, )"
             R"("sendfile_megabytes_a_second": {:.0f}, "ping_pong": {{{}}}}})"
             "\n",
             appends, megabytes, sendfile, ping_pong(options.requests));
}

}  // namespace barnabas::bench
