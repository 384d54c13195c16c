#pragma once
// Connection: a blocking connection to any Kafka-compatible broker, for measuring. Requests can be
// encoded beforehand and sent again and again, so that what is measured is the broker's work and
// not the client's. Failures end the program with a word: a broken measurement has no result.

#include <cstdint>
#include <string>

#include "protocol/messages/headers.h"
#include "protocol/wire/codec.h"

namespace barnabas::bench {

[[noreturn]] void give_up(const std::string& why);

struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9092;

  static Address parse(const std::string& text);  // "host:port"
};

class Connection {
 public:
  // Connects; false from try_connect when nobody listens.
  explicit Connection(const Address& address);
  Connection() = default;
  ~Connection();
  Connection(Connection&& other) noexcept { *this = std::move(other); }
  Connection& operator=(Connection&& other) noexcept;
  bool try_connect(const Address& address);

  // A request with its header and size, ready for send().
  template <Message Request>
  static Buffer frame(const Request& request, Version version) {
    Buffer out;
    out.grow(4);
    RequestHeader header;
    header.api_key = static_cast<std::int16_t>(Request::info.key);
    header.api_version = version;
    header.client_id = "bench";
    encode(header, request_header_version<Request>(version), out);
    encode(request, version, out);
    store_big_endian(out.data(), static_cast<std::int32_t>(out.size() - 4));
    return out;
  }

  void send(Bytes frame);
  // The body of the next response, without its header; valid until the next call.
  template <Message Response>
  Bytes receive_body(Version version) {
    const Bytes response = receive();
    const std::size_t header = response_header_version<Response>(version) == 0 ? 4 : 5;
    return response.subspan(header);
  }
  template <Message Response>
  Response receive(Version version) {
    auto response = decode<Response>(receive_body<Response>(version), version);
    if (!response) give_up(response.error().message);
    return std::move(*response);
  }
  template <Message Response, Message Request>
  Response call(const Request& request, Version version) {
    send(frame(request, version).view());
    return receive<Response>(version);
  }

  int descriptor() const { return socket_; }

 private:
  Bytes receive();

  int socket_ = -1;
  Buffer input_;            // room for what comes in
  std::size_t filled_ = 0;  // bytes of it that came
  std::size_t taken_ = 0;   // bytes of these that the last receive() handed out
};

}  // namespace barnabas::bench
