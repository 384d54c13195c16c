#pragma once
// Decimal digits, two or four at a time.
//
// A division by a constant is a multiplication, and one for two digits, with the pair from a table,
// costs half of one for each. Numbers are written from the front, so nothing has to be moved.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace barnabas {

// "00" to "99".
inline constexpr auto digit_pairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// Two digits of a number below 100; returns the end.
inline char* write_two(char* to, std::uint32_t value) {
  std::memcpy(to, &digit_pairs[std::size_t{2} * value], 2);
  return to + 2;
}

// Four digits of a number below 10000, with noughts in front; returns the end.
inline char* write_four(char* to, std::uint32_t value) {
  return write_two(write_two(to, value / 100), value % 100);
}

// The digits of a number below 10000; returns the end. May write 4 bytes. All four are made and
// the noughts shifted out: how many there are changes from record to record, so a branch on it
// would be guessed wrong most of the time.
inline char* write_small(char* to, std::uint32_t value) {
  static_assert(std::endian::native == std::endian::little);
  std::uint16_t high = 0;
  std::uint16_t low = 0;
  std::memcpy(&high, &digit_pairs[std::size_t{2} * (value / 100)], 2);
  std::memcpy(&low, &digit_pairs[std::size_t{2} * (value % 100)], 2);
  const auto noughts = (value < 1000 ? 1u : 0u) + (value < 100 ? 1u : 0u) + (value < 10 ? 1u : 0u);
  const auto digits = (std::uint32_t{low} << 16 | high) >> (8 * noughts);
  std::memcpy(to, &digits, 4);
  return to + (4 - noughts);
}

// Decimal digits, as %d; at most 20 bytes, and 3 behind them may be written; returns the end.
inline char* write_integer(char* to, std::int64_t value) {
  auto left = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *to++ = '-';
    left = ~left + 1;
  }
  if (left < 10'000) return write_small(to, static_cast<std::uint32_t>(left));
  if (left >= 100'000'000) {
    const auto high = left / 100'000'000;
    left %= 100'000'000;
    to = write_integer(to, static_cast<std::int64_t>(high));
    to = write_four(to, static_cast<std::uint32_t>(left / 10'000));
  } else {
    to = write_small(to, static_cast<std::uint32_t>(left / 10'000));
  }
  return write_four(to, static_cast<std::uint32_t>(left % 10'000));
}

}  // namespace barnabas
