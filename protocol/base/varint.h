#pragma once
// Varints: integers of variable length, seven bits a byte, lowest first; the top bit says "more".
//
// Kafka uses two kinds: unsigned (lengths and tags of flexible messages, KIP-482) and zigzag
// (records of batch format v2), which folds the sign into the lowest bit so that -1 takes one byte.

#include <array>

#include "protocol/base/bytes.h"

namespace barnabas {

// What decoding found: the number and how many bytes it took; size 0 means truncated or too long.
template <class T>
struct Varint {
  T value = 0;
  std::size_t size = 0;
};

// Reads an unsigned varint of at most 5 bytes for 32 bits, 10 bytes for 64 bits.
template <class T>
constexpr Varint<T> decode_unsigned_varint(Bytes in) {
  static_assert(std::is_unsigned_v<T>);
  constexpr std::size_t size_max = sizeof(T) == 4 ? 5 : 10;
  constexpr unsigned last_bits = sizeof(T) == 4 ? 4 : 1;  // bits that still fit in the last byte
  T value = 0;
  for (std::size_t i = 0; i < size_max && i < in.size(); ++i) {
    const auto byte = std::to_integer<unsigned>(in[i]);
    if (i + 1 == size_max && (byte >> last_bits) != 0) return {};
    value |= static_cast<T>(byte & 0x7fU) << (7 * i);
    if (byte < 0x80U) return {value, i + 1};
  }
  return {};
}

// Reads a zigzag varint (T is std::int32_t) or varlong (std::int64_t).
template <class T>
constexpr Varint<T> decode_varint(Bytes in) {
  using U = std::make_unsigned_t<T>;
  const auto raw = decode_unsigned_varint<U>(in);
  return {static_cast<T>((raw.value >> 1) ^ (U{0} - (raw.value & 1))), raw.size};
}

// The bytes of a varint in a small array; `view()` lives as long as this object.
struct EncodedVarint {
  std::array<std::byte, 10> bytes{};
  std::size_t size = 0;
  Bytes view() const { return {bytes.data(), size}; }
};

template <class T>
constexpr EncodedVarint encode_unsigned_varint(T value) {
  static_assert(std::is_unsigned_v<T>);
  EncodedVarint out;
  while (value >= 0x80U) {
    out.bytes[out.size++] = static_cast<std::byte>(value | 0x80U);
    value = static_cast<T>(value >> 7);
  }
  out.bytes[out.size++] = static_cast<std::byte>(value);
  return out;
}

template <class T>
constexpr EncodedVarint encode_varint(T value) {
  using U = std::make_unsigned_t<T>;
  const auto sign = static_cast<U>(value < 0 ? ~U{0} : U{0});
  return encode_unsigned_varint(static_cast<U>((static_cast<U>(value) << 1) ^ sign));
}

}  // namespace barnabas
