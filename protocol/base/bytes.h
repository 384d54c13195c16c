#pragma once
// Bytes: how this program talks about memory that holds wire or file content.
//
// Bytes and MutableBytes are views: whoever hands one out says how long it lives. Kafka's integers
// are big-endian everywhere, on the wire and on the disk; load_big_endian and store_big_endian are
// the only places that know it.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

namespace barnabas {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

// The bytes of a text, without its terminator.
inline Bytes as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// The text that these bytes spell; lives as long as they do.
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Reads an integer at `from`. REQUIRES: sizeof(T) readable bytes there.
template <class T>
T load_big_endian(const std::byte* from) {
  std::make_unsigned_t<T> value;
  std::memcpy(&value, from, sizeof(T));
  if constexpr (sizeof(T) == 2) value = __builtin_bswap16(value);
  if constexpr (sizeof(T) == 4) value = __builtin_bswap32(value);
  if constexpr (sizeof(T) == 8) value = __builtin_bswap64(value);
  return static_cast<T>(value);
}

// Writes an integer at `to`. REQUIRES: sizeof(T) writable bytes there.
template <class T>
void store_big_endian(std::byte* to, T number) {
  auto value = static_cast<std::make_unsigned_t<T>>(number);
  if constexpr (sizeof(T) == 2) value = __builtin_bswap16(value);
  if constexpr (sizeof(T) == 4) value = __builtin_bswap32(value);
  if constexpr (sizeof(T) == 8) value = __builtin_bswap64(value);
  std::memcpy(to, &value, sizeof(T));
}

static_assert(std::endian::native == std::endian::little, "only little-endian machines are served");

// A stretch of an open file that somebody else may send or read later, for instance by sendfile.
// `owner` keeps the descriptor open as long as a copy of the range exists.
struct FileRange {
  std::shared_ptr<const void> owner;
  int descriptor = -1;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

}  // namespace barnabas
