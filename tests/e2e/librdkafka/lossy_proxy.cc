#include "tests/e2e/librdkafka/lossy_proxy.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <stdexcept>

namespace barnabas::e2e {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint32_t read_u32(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return ntohl(value);
}

bool send_all(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// Bytes of one direction, cut into Kafka's size-prefixed frames.
class Frames {
 public:
  // False once the peer is gone.
  bool read_from(int socket) {
    char chunk[65536];
    const ssize_t size = ::recv(socket, chunk, sizeof chunk, 0);
    if (size <= 0) return false;
    waiting_.append(chunk, static_cast<std::size_t>(size));
    return true;
  }
  std::optional<std::string> next() {
    if (waiting_.size() < 4) return std::nullopt;
    const std::size_t size = 4 + read_u32(waiting_.data());
    if (waiting_.size() < size) return std::nullopt;
    std::string frame = waiting_.substr(0, size);
    waiting_.erase(0, size);
    return frame;
  }

 private:
  std::string waiting_;
};

// A request: size, api key (int16; 0 is Produce), version (int16), correlation id (int32).
// A response: size, correlation id.
bool is_produce(const std::string& request) { return request[4] == 0 && request[5] == 0; }
std::uint32_t request_id(const std::string& request) { return read_u32(request.data() + 8); }
std::uint32_t response_id(const std::string& response) { return read_u32(response.data() + 4); }

}  // namespace

LossyProxy::LossyProxy(const std::string& broker)
    : broker_port_(static_cast<std::uint16_t>(std::stoi(broker.substr(broker.rfind(':') + 1)))),
      listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 16) != 0 || ::pipe(stop_pipe_) != 0) {
    throw std::runtime_error("proxy: cannot listen");
  }
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_loop(); });
}

LossyProxy::~LossyProxy() {
  ::close(stop_pipe_[1]);  // readable (end of file) for every thread that polls the other end
  acceptor_.join();
  for (auto& connection : connections_) connection.join();
  ::close(stop_pipe_[0]);
  ::close(listener_);
}

void LossyProxy::accept_loop() {
  while (true) {
    pollfd watched[] = {{listener_, POLLIN, 0}, {stop_pipe_[0], POLLIN, 0}};
    ::poll(watched, 2, -1);
    if (watched[1].revents != 0) return;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client >= 0) connections_.emplace_back([this, client] { serve(client); });
  }
}

void LossyProxy::serve(int client) {
  const int broker = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto address = loopback(broker_port_);
  bool open = ::connect(broker, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  Frames requests;
  Frames responses;
  std::optional<std::uint32_t> losing;  // the correlation id whose answer goes missing
  while (open) {
    pollfd watched[] = {{client, POLLIN, 0}, {broker, POLLIN, 0}, {stop_pipe_[0], POLLIN, 0}};
    ::poll(watched, 3, -1);
    if (watched[2].revents != 0) break;
    if (watched[0].revents != 0) open = requests.read_from(client);
    if (open && watched[1].revents != 0) open = responses.read_from(broker);
    while (auto frame = open ? requests.next() : std::nullopt) {
      if (!losing && is_produce(*frame) && to_lose_ > 0) {
        --to_lose_;
        losing = request_id(*frame);
      }
      open = send_all(broker, frame->data(), frame->size());
    }
    while (auto frame = open ? responses.next() : std::nullopt) {
      if (losing == response_id(*frame)) {
        ++lost_;
        open = false;
      } else {
        open = send_all(client, frame->data(), frame->size());
      }
    }
  }
  ::close(broker);
  ::close(client);
}

}  // namespace barnabas::e2e
