#pragma once
// Numbers of as many bytes as they need, seven bits each, the lowest first: Avro's and Protobuf's.

#include <cstdint>
#include <string>

namespace barnabas {

inline void put_varint(std::string& out, std::uint64_t number) {
  while (number >= 0x80) {
    out += static_cast<char>(static_cast<unsigned char>(number | 0x80));
    number >>= 7;
  }
  out += static_cast<char>(number);
}

// 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
inline std::uint64_t zigzag(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}

inline void put_zigzag(std::string& out, std::int64_t number) { put_varint(out, zigzag(number)); }

// Little-endian, as both have their floating point numbers.
template <class Unsigned>
void put_fixed(std::string& out, Unsigned number) {
  for (std::size_t i = 0; i < sizeof number; ++i) {
    out += static_cast<char>(static_cast<unsigned char>(number));
    number = static_cast<Unsigned>(number >> 8);
  }
}

}  // namespace barnabas
