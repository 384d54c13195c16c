#include "generator/template/float_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace barnabas {

namespace {

// 0.DIGITS * 10^point, without trailing zeros; no digits for zero.
struct Decimal {
  std::array<char, 800> digits;
  int count = 0;
  int point = 0;
};

// From "d.ddde+XX".
Decimal parse_scientific(std::string_view text) {
  Decimal decimal;
  const auto exponent = text.find('e');
  for (const char letter : text.substr(0, exponent)) {
    if (letter != '.') decimal.digits[static_cast<std::size_t>(decimal.count++)] = letter;
  }
  while (decimal.count > 0 && decimal.digits[static_cast<std::size_t>(decimal.count - 1)] == '0') {
    --decimal.count;
  }
  if (decimal.count == 0) return decimal;
  int power = 0;
  const char* from = text.data() + exponent + 1;
  if (*from == '+') ++from;
  std::from_chars(from, text.data() + text.size(), power);
  decimal.point = power + 1;
  return decimal;
}

Decimal to_decimal(double magnitude, int precision, int bits) {
  std::array<char, 850> text;
  char* end = text.data() + text.size();
  std::to_chars_result written{};
  if (precision != shortest) {
    const int digits = std::clamp(precision, 1, 780);
    written = std::to_chars(text.data(), end, magnitude, std::chars_format::scientific, digits - 1);
  } else if (bits == 32) {
    written = std::to_chars(text.data(), end, static_cast<float>(magnitude),
                            std::chars_format::scientific);
  } else {
    written = std::to_chars(text.data(), end, magnitude, std::chars_format::scientific);
  }
  return parse_scientific({text.data(), written.ptr});
}

char* write_exponent(char* to, char letter, int exponent) {
  *to++ = letter;
  *to++ = exponent < 0 ? '-' : '+';
  const int magnitude = std::abs(exponent);
  if (magnitude < 10) *to++ = '0';
  return std::to_chars(to, to + 5, magnitude).ptr;
}

char* write_scientific(char* to, const Decimal& decimal, char letter) {
  *to++ = decimal.count > 0 ? decimal.digits[0] : '0';
  if (decimal.count > 1) {
    *to++ = '.';
    to = std::copy(decimal.digits.begin() + 1, decimal.digits.begin() + decimal.count, to);
  }
  return write_exponent(to, letter, decimal.count > 0 ? decimal.point - 1 : 0);
}

char* write_fixed(char* to, const Decimal& decimal) {
  const auto digit = [&](int index) {
    return index >= 0 && index < decimal.count ? decimal.digits[static_cast<std::size_t>(index)]
                                               : '0';
  };
  for (int i = 0; i < decimal.point; ++i) *to++ = digit(i);
  if (decimal.point <= 0) *to++ = '0';
  if (decimal.count > decimal.point) {
    *to++ = '.';
    for (int i = decimal.point; i < decimal.count; ++i) *to++ = digit(i);
  }
  return to;
}

// %g: the shorter of the two forms, by the exponent.
char* write_general(char* to, double magnitude, char verb, int precision, int bits) {
  const auto decimal = to_decimal(magnitude, precision == 0 ? 1 : precision, bits);
  int limit = precision == 0 ? 1 : precision;
  if (limit > decimal.count && decimal.count >= decimal.point) limit = decimal.count;
  if (precision == shortest) limit = 6;
  const int exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= limit) {
    return write_scientific(to, decimal, verb == 'G' ? 'E' : 'e');
  }
  return write_fixed(to, decimal);
}

// %b: mantissa p exponent.
std::string binary(double value, int bits) {
  const auto raw = bits == 32 ? std::bit_cast<std::uint32_t>(static_cast<float>(value))
                              : std::bit_cast<std::uint64_t>(value);
  const int mantissa_bits = bits == 32 ? 23 : 52;
  const int exponent_mask = bits == 32 ? 0xFF : 0x7FF;
  const int bias = bits == 32 ? -127 : -1023;
  int exponent = static_cast<int>(raw >> mantissa_bits) & exponent_mask;
  std::uint64_t mantissa = raw & ((std::uint64_t{1} << mantissa_bits) - 1);
  if (exponent == 0) {
    ++exponent;
  } else {
    mantissa |= std::uint64_t{1} << mantissa_bits;
  }
  exponent += bias - mantissa_bits;
  return std::to_string(mantissa) + "p" + (exponent >= 0 ? "+" : "") + std::to_string(exponent);
}

// %x: 0x1.8p+01. A leading 1, then as many digits as asked for, rounded to even.
std::string hexadecimal(double magnitude, char verb, int precision) {
  const bool upper = verb == 'X';
  const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string text = upper ? "0X" : "0x";
  int exponent = 0;
  std::uint64_t mantissa = 0;  // the 1 at bit 60
  if (magnitude != 0) {
    const double fraction = std::frexp(magnitude, &exponent);
    mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 61));
    --exponent;
  }
  if (precision >= 0 && precision < 15) {
    const auto shift = static_cast<unsigned>(precision) * 4;
    const std::uint64_t extra = (mantissa << shift) & ((std::uint64_t{1} << 60) - 1);
    const std::uint64_t half = std::uint64_t{1} << 59;
    mantissa >>= 60 - shift;
    if (extra > half || (extra == half && (mantissa & 1) != 0)) ++mantissa;
    mantissa <<= 60 - shift;
    if ((mantissa & (std::uint64_t{1} << 61)) != 0) {
      mantissa >>= 1;
      ++exponent;
    }
  }
  text += digits[mantissa >> 60];
  mantissa <<= 4;
  if (precision < 0 ? mantissa != 0 : precision > 0) {
    text += '.';
    for (int i = 0; precision < 0 ? mantissa != 0 : i < precision; ++i) {
      text += digits[mantissa >> 60];
      mantissa <<= 4;
    }
  }
  std::array<char, 8> tail;
  return text.append(tail.data(), write_exponent(tail.data(), upper ? 'P' : 'p', exponent));
}

}  // namespace

void append_float(std::string& to, double value, char verb, int precision, int bits) {
  if (std::isnan(value)) {
    to += "NaN";
    return;
  }
  if (std::isinf(value)) {
    to += value < 0 ? "-Inf" : "+Inf";
    return;
  }
  if (std::signbit(value)) to += '-';
  const double magnitude = std::abs(value);
  if (verb == 'b') {
    to += binary(magnitude, bits);
  } else if (verb == 'x' || verb == 'X') {
    to += hexadecimal(magnitude, verb, precision);
  } else if (verb == 'g' || verb == 'G') {
    std::array<char, 1200> text;
    to.append(text.data(), write_general(text.data(), magnitude, verb, precision, bits));
  } else {
    const auto format = verb == 'f' ? std::chars_format::fixed : std::chars_format::scientific;
    const auto size = to.size();
    to.resize(size + 330 + static_cast<std::size_t>(precision));
    char* end =
        std::to_chars(to.data() + size, to.data() + to.size(), magnitude, format, precision).ptr;
    if (verb == 'E') std::replace(to.data() + size, end, 'e', 'E');
    to.resize(static_cast<std::size_t>(end - to.data()));
  }
}

char* write_float(char* to, double value, int bits) {
  if (!std::isfinite(value)) {
    const std::string_view text = std::isnan(value) ? "NaN" : value < 0 ? "-Inf" : "+Inf";
    return std::copy(text.begin(), text.end(), to);
  }
  if (std::signbit(value)) *to++ = '-';
  return write_general(to, std::abs(value), 'g', shortest, bits);
}

}  // namespace barnabas
