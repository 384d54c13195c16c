#pragma once
// Socket: one TCP connection, blocking with a deadline.

#include <chrono>

#include "client/endpoint.h"
#include "protocol/base/buffer.h"
#include "protocol/base/bytes.h"

namespace barnabas::client {

using Deadline = std::chrono::steady_clock::time_point;

class Socket {
 public:
  // Tries the addresses of the host in turn. Errors: NETWORK_EXCEPTION that says what happened and
  // what to try.
  static Result<Socket> connect(const Endpoint& endpoint, Deadline deadline);
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  // Sends all of `bytes`, fills all of `bytes`. After an error the socket is of no more use.
  Result<void> write(Bytes bytes, Deadline deadline);
  Result<void> read(MutableBytes bytes, Deadline deadline);
  // Whether the peer has closed or sent something without being asked; never waits.
  bool is_stale() const;

 private:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
};

}  // namespace barnabas::client
