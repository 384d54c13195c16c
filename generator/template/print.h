#pragma once
// Values as text, by the rules of Go's fmt package.

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "generator/template/function.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

// What {{x}} writes: as %v, and `<no value>` for nothing.
void print_action(TextBuffer& out, const Value& value);

// %v: lists as [a b], maps as map[k:v], nothing as <nil>.
void print_value(TextBuffer& out, const Value& value);

// print: a space between two operands if neither is a string. println: always, and a newline.
void print_all(TextBuffer& out, Arguments values);
void print_line(TextBuffer& out, Arguments values);

// printf, with Go's texts for what does not fit: %!d(string=hi), %!d(MISSING).
void print_format(TextBuffer& out, std::string_view format, Arguments values);

// Decimal digits, as %d; at most 20 bytes; returns the end.
char* write_integer(char* to, std::int64_t value);

// "00" to "99".
inline constexpr auto digit_pairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// The digits of a number below 10000; returns the end. May write 4 bytes.
inline char* write_small(char* to, std::uint32_t value) {
  const auto high = value / 100;
  const auto low = value % 100;
  std::array<char, 8> digits{};
  std::memcpy(digits.data(), &digit_pairs[2 * high], 2);
  std::memcpy(digits.data() + 2, &digit_pairs[2 * low], 2);
  const auto zeros = (value < 1000 ? 1u : 0u) + (value < 100 ? 1u : 0u) + (value < 10 ? 1u : 0u);
  std::memcpy(to, digits.data() + zeros, 4);
  return to + (4 - zeros);
}

}  // namespace barnabas
