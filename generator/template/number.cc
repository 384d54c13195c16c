#include "generator/template/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "generator/template/quote.h"

namespace barnabas {

namespace {

// A sign, a base by prefix, and the digits.
struct Digits {
  bool signed_literal = false;
  bool negative = false;
  int base = 10;
  bool prefixed = false;
  std::string digits;
};

bool is_digit_of(char letter, int base) {
  if (letter >= '0' && letter <= '9') return letter - '0' < base;
  const char lower = static_cast<char>(letter | 0x20);
  return base == 16 && lower >= 'a' && lower <= 'f';
}

// Underscores may only stand between digits, or between the prefix and a digit.
bool underscores_fit(std::string_view body, bool after_prefix) {
  bool may = after_prefix;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '_') {
      if (!may || i + 1 == body.size()) return false;
      may = false;
    } else {
      may = true;
    }
  }
  return true;
}

// The integer syntax: prefix 0x 0o 0b 0, underscores.
std::optional<Digits> integer_digits(std::string_view text) {
  Digits read;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    read.signed_literal = true;
    read.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.size() >= 2 && text.front() == '0') {
    const char kind = static_cast<char>(text[1] | 0x20);
    read.base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 8;
    text.remove_prefix(kind == 'x' || kind == 'o' || kind == 'b' ? 2 : 1);
    read.prefixed = true;
  }
  if (text.empty() || !underscores_fit(text, read.prefixed)) return {};
  for (const char letter : text) {
    if (letter == '_') continue;
    if (!is_digit_of(letter, read.base)) return {};
    read.digits += letter;
  }
  if (read.digits.empty()) return {};
  return read;
}

std::optional<std::uint64_t> magnitude(const Digits& digits) {
  std::uint64_t value = 0;
  const char* end = digits.digits.data() + digits.digits.size();
  const auto [at, error] = std::from_chars(digits.digits.data(), end, value, digits.base);
  if (error != std::errc() || at != end) return {};
  return value;
}

bool has_any(std::string_view text, std::string_view letters) {
  return text.find_first_of(letters) != std::string_view::npos;
}

// In floats each underscore stands between digits, or the prefix and a digit.
bool float_underscores_fit(std::string_view body, bool hexadecimal) {
  bool after_digit = hexadecimal;
  bool after_underscore = false;
  for (const char letter : body) {
    const bool digit = is_digit_of(letter, hexadecimal ? 16 : 10);
    if (letter == '_' && !after_digit) return false;
    if (after_underscore && !digit) return false;
    after_digit = digit;
    after_underscore = letter == '_';
  }
  return !after_underscore;
}

std::optional<double> parse_float(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const bool hexadecimal = text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
  if (hexadecimal) text.remove_prefix(2);
  if (hexadecimal && !has_any(text, "pP")) return {};
  if (!float_underscores_fit(text, hexadecimal)) return {};
  std::string digits;
  for (const char letter : text) {
    if (letter != '_') digits += letter;
  }
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto format = hexadecimal ? std::chars_format::hex : std::chars_format::general;
  const auto [at, error] = std::from_chars(digits.data(), end, value, format);
  if (at != end || digits.empty()) return {};
  if (error == std::errc::result_out_of_range) {
    // Too small is zero, too large is no number.
    value = std::strtod(((hexadecimal ? "0x" : "") + digits).c_str(), nullptr);
    if (std::isinf(value)) return {};
  } else if (error != std::errc()) {
    return {};
  }
  return negative ? -value : value;
}

// Whether the float is a whole number that a signed, an unsigned integer can hold.
void add_integers(Number& number) {
  const double value = number.floating;
  if (!number.is_integer && value >= -0x1p63 && value < 0x1p63 && std::trunc(value) == value) {
    number.is_integer = true;
    number.integer = static_cast<std::int64_t>(value);
  }
  if (!number.is_unsigned && value >= 0 && value < 0x1p64 && std::trunc(value) == value) {
    number.is_unsigned = true;
    number.unsigned_integer = static_cast<std::uint64_t>(value);
  }
}

Number as_complex(double real, double imaginary) {
  Number number{.is_complex = true, .complex = {real, imaginary}};
  if (imaginary == 0) {
    number.is_float = true;
    number.floating = real;
    add_integers(number);
  }
  return number;
}

NumberResult parse_character(std::string_view text) {
  const auto character = unquote_character(text);
  if (!character.error.empty()) return {.error = character.error};
  const auto rune = character.rune;
  return {.number = {.is_integer = true,
                     .is_unsigned = true,
                     .is_float = true,
                     .integer = static_cast<std::int64_t>(rune),
                     .unsigned_integer = rune,
                     .floating = static_cast<double>(rune)}};
}

// "1+2i": the second sign is where the imaginary part begins.
std::optional<Number> parse_complex(std::string_view text, std::string& error) {
  if (text.empty() || text.back() != 'i') return {};
  text.remove_suffix(1);
  for (std::size_t i = text.size(); i-- > 1;) {
    const bool sign = text[i] == '+' || text[i] == '-';
    if (!sign || (text[i - 1] | 0x20) == 'e' || (text[i - 1] | 0x20) == 'p') continue;
    if (i + 1 == text.size()) error = "syntax error scanning complex number";
    const auto real = parse_float(text.substr(0, i));
    const auto imaginary = parse_float(text.substr(i));
    if (!real || !imaginary) return {};
    return as_complex(*real, *imaginary);
  }
  const auto imaginary = parse_float(text);
  if (!imaginary) return {};
  return as_complex(0, *imaginary);
}

void read_integers(std::string_view text, Number& number) {
  const auto digits = integer_digits(text);
  if (!digits) return;
  const auto value = magnitude(*digits);
  if (!value) return;
  if (!digits->signed_literal) {
    number.is_unsigned = true;
    number.unsigned_integer = *value;
  }
  const std::uint64_t limit = std::uint64_t{1} << 63;
  if (digits->negative ? *value <= limit : *value < limit) {
    number.is_integer = true;
    number.integer = static_cast<std::int64_t>(digits->negative ? ~*value + 1 : *value);
    if (number.integer == 0) number.is_unsigned = true;
  }
}

}  // namespace

NumberResult parse_number(std::string_view text) {
  if (text.starts_with('\'')) return parse_character(text);
  if (text.ends_with('i')) {
    std::string error;
    if (const auto number = parse_complex(text, error)) return {.number = *number};
    if (!error.empty()) return {.error = std::move(error)};
  }
  Number number;
  read_integers(text, number);
  if (number.is_integer) {
    number.is_float = true;
    number.floating = static_cast<double>(number.integer);
  } else if (number.is_unsigned) {
    number.is_float = true;
    number.floating = static_cast<double>(number.unsigned_integer);
  } else if (const auto value = parse_float(text)) {
    if (!has_any(text, ".eEpP")) return {.error = "integer overflow: " + quote(text)};
    number.is_float = true;
    number.floating = *value;
    add_integers(number);
  }
  if (!number.is_integer && !number.is_unsigned && !number.is_float) {
    return {.error = "illegal number syntax: " + quote(text)};
  }
  return {.number = number};
}

bool is_written_as_float(std::string_view text) {
  if (text.starts_with('\'')) return false;
  const bool hexadecimal = text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
  if (hexadecimal && !has_any(text, "pP")) return false;
  return has_any(text, ".eEpP");
}

}  // namespace barnabas
