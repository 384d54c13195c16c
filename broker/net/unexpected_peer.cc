#include "broker/net/unexpected_peer.h"

#include <fmt/format.h>

namespace barnabas {

std::string describe_unexpected_size(std::int32_t size, std::int32_t size_max) {
  const auto raw = static_cast<std::uint32_t>(size);
  const auto top = raw >> 24;
  // A TLS record begins with 22 (handshake), major version 3.
  if (top == 0x16 && ((raw >> 16) & 0xffU) == 3)
    return "this looks like TLS; the listener speaks plain text, so the client needs "
           "security.protocol=PLAINTEXT";
  const auto letter = [&](int shift) { return static_cast<char>((raw >> shift) & 0xffU); };
  const std::string word{letter(24), letter(16), letter(8), letter(0)};
  for (const char* method : {"GET ", "POST", "PUT ", "HEAD", "DELE", "OPTI", "PRI "})
    if (word == method)
      return "this looks like HTTP (\"" + word + "\"); the listener speaks the Kafka protocol";
  return fmt::format("request of {} bytes, where 0 to {} are allowed (socket.request.max.bytes)",
                     size, size_max);
}

}  // namespace barnabas
