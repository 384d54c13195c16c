#include "generator/template/formatter.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "generator/template/float_text.h"
#include "generator/template/quote.h"
#include "generator/template/unicode.h"

namespace barnabas {

void Formatter::append_verb(char32_t verb) {
  std::string letter;
  append_rune(letter, verb);
  out_.append(letter);
}

void Formatter::padding(std::size_t count) {
  out_.append(count, flags_.zero && !flags_.minus ? '0' : ' ');
}

void Formatter::pad(std::string_view text) {
  const auto width = static_cast<std::size_t>(flags_.width.value_or(0));
  const auto runes = width == 0 ? 0 : count_runes(text);
  const auto missing = width > runes ? width - runes : 0;
  if (!flags_.minus) padding(missing);
  out_.append(text);
  if (flags_.minus) padding(missing);
}

void Formatter::bad_verb(const Value& value, char32_t verb) {
  out_.append("%!");
  append_verb(verb);
  out_.append('(');
  if (value.is_nothing()) {
    out_.append("<nil>");
  } else {
    out_.append(type_name(value));
    out_.append('=');
    print(value, 'v');
  }
  out_.append(')');
}

void Formatter::print(const Value& value, char32_t verb) {
  if (value.is_nothing()) {
    if (verb == 'T' || verb == 'v') {
      pad("<nil>");
    } else {
      bad_verb(value, verb);
    }
  } else if (verb == 'T') {
    pad(truncated(type_name(value)));
  } else if (verb == 'p' || verb == 'w') {  // w is for errors, which templates do not have
    bad_verb(value, verb);
  } else {
    print_inside(value, verb);
  }
}

// Also for what is inside of lists and maps, where nothing is written without padding.
void Formatter::print_inside(const Value& value, char32_t verb) {
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::Failure:
      if (verb == 'v') {
        out_.append(flags_.sharp_v ? "interface {}(nil)" : "<nil>");
      } else {
        // Go says only this much of a nil inside of something.
        out_.append("<nil>");
      }
      return;
    case Kind::Bool:
      return boolean(value, verb);
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint8:
      return integer(value, verb);
    case Kind::Float32:
      return floating(value.as_float(), 32, verb, value);
    case Kind::Float64:
      return floating(value.as_float(), 64, verb, value);
    case Kind::Complex:
      return complex(value, verb);
    case Kind::String:
      return string(value, verb);
    case Kind::List:
      return list(value, verb);
    case Kind::Map:
      return map(value, verb);
    case Kind::Object:
      return value.object().print(out_);
  }
}

void Formatter::list(const Value& value, char32_t verb) {
  if (flags_.sharp_v) {
    out_.append(type_name(value));
    out_.append('{');
  } else {
    out_.append('[');
  }
  bool first = true;
  for (const auto& item : value.items()) {
    if (!first) out_.append(flags_.sharp_v ? ", " : " ");
    first = false;
    print_inside(item, verb);
  }
  out_.append(flags_.sharp_v ? '}' : ']');
}

void Formatter::map(const Value& value, char32_t verb) {
  if (flags_.sharp_v) {
    out_.append(type_name(value));
    out_.append('{');
  } else {
    out_.append("map[");
  }
  bool first = true;
  for (const auto& entry : value.map().entries) {
    if (!first) out_.append(flags_.sharp_v ? ", " : " ");
    first = false;
    print_inside(entry.key, verb);
    out_.append(':');
    print_inside(entry.value, verb);
  }
  out_.append(flags_.sharp_v ? '}' : ']');
}

void Formatter::boolean(const Value& value, char32_t verb) {
  if (verb != 't' && verb != 'v') return bad_verb(value, verb);
  pad(value.as_bool() ? "true" : "false");
}

void Formatter::integer(const Value& value, char32_t verb) {
  const auto number = value.as_int();
  const bool negative = number < 0;
  const auto bits = static_cast<std::uint64_t>(number);
  const auto magnitude = negative ? ~bits + 1 : bits;
  switch (verb) {
    case 'v':
      if (flags_.sharp_v && value.kind() == Kind::Uint8) {
        flags_.sharp = true;
        write_based(magnitude, false, 16, verb);
        flags_.sharp = false;
        return;
      }
      return write_based(magnitude, negative, 10, verb);
    case 'd':
      return write_based(magnitude, negative, 10, verb);
    case 'b':
      return write_based(magnitude, negative, 2, verb);
    case 'o':
    case 'O':
      return write_based(magnitude, negative, 8, verb);
    case 'x':
    case 'X':
      return write_based(magnitude, negative, 16, verb);
    case 'c':
      return write_character(bits);
    case 'q':
      return write_quoted_character(bits);
    case 'U':
      return write_unicode(bits);
    default:
      return bad_verb(value, verb);
  }
}

void Formatter::write_based(std::uint64_t magnitude, bool negative, unsigned base, char32_t verb) {
  const bool sign = negative || flags_.plus || flags_.space;
  std::size_t digits_min = 0;
  if (flags_.precision) {
    digits_min = static_cast<std::size_t>(*flags_.precision);
    if (digits_min == 0 && magnitude == 0) {
      out_.append(static_cast<std::size_t>(flags_.width.value_or(0)), ' ');
      return;
    }
  } else if (flags_.zero && !flags_.minus && flags_.width) {
    digits_min = static_cast<std::size_t>(*flags_.width);
    if (sign && digits_min > 0) --digits_min;
  }
  const std::string_view alphabet = verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string backwards;
  do {
    backwards += alphabet[magnitude % base];
    magnitude /= base;
  } while (magnitude > 0);
  while (backwards.size() < digits_min) backwards += '0';
  if (flags_.sharp && base == 2) backwards += "b0";
  if (flags_.sharp && base == 8 && backwards.back() != '0') backwards += '0';
  if (flags_.sharp && base == 16) backwards += verb == 'X' ? "X0" : "x0";
  if (verb == 'O') backwards += "o0";
  if (sign) backwards += negative ? '-' : flags_.plus ? '+' : ' ';
  std::reverse(backwards.begin(), backwards.end());
  const bool zero = std::exchange(flags_.zero, false);
  pad(backwards);
  flags_.zero = zero;
}

void Formatter::write_unicode(std::uint64_t rune) {
  std::string text;
  do {
    text += "0123456789ABCDEF"[rune & 15];
    rune >>= 4;
  } while (rune > 0);
  const auto digits = static_cast<std::size_t>(std::max(4, flags_.precision.value_or(0)));
  while (text.size() < digits) text += '0';
  text += "+U";
  std::reverse(text.begin(), text.end());
  if (flags_.sharp) {
    const auto value = std::stoull(text.substr(2), nullptr, 16);
    if (value <= rune_max && is_printable(static_cast<char32_t>(value))) {
      text += " '";
      append_rune(text, static_cast<char32_t>(value));
      text += '\'';
    }
  }
  const bool zero = std::exchange(flags_.zero, false);
  pad(text);
  flags_.zero = zero;
}

void Formatter::write_character(std::uint64_t rune) {
  std::string text;
  append_rune(text, rune > rune_max ? rune_error : static_cast<char32_t>(rune));
  pad(text);
}

void Formatter::write_quoted_character(std::uint64_t rune) {
  const auto value = rune > rune_max ? rune_error : static_cast<char32_t>(rune);
  pad(quote_character(value, flags_.plus ? Charset::Ascii : Charset::Unicode));
}

void Formatter::floating(double value, int bits, char32_t verb, const Value& shown) {
  switch (verb) {
    case 'v':
      return write_float_text(value, bits, 'g', shortest);
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return write_float_text(value, bits, static_cast<char>(verb), shortest);
    case 'f':
    case 'e':
    case 'E':
      return write_float_text(value, bits, static_cast<char>(verb), 6);
    case 'F':
      return write_float_text(value, bits, 'f', 6);
    default:
      return bad_verb(shown, verb);
  }
}

namespace {

// %#g and the like: a decimal point always, and the zeros that %g takes away.
void restore_zeros(std::string& number, char verb, int precision) {
  int digits = 0;
  if (verb == 'g' || verb == 'G' || verb == 'x') digits = precision == shortest ? 6 : precision;
  const std::string_view exponents = verb == 'x' || verb == 'X' ? "pP" : "eEpP";
  const auto tail_at = std::min(number.find_first_of(exponents, 1), number.size());
  const auto tail = number.substr(tail_at);
  number.resize(tail_at);
  bool point = false;
  bool counting = false;
  for (const char letter : number.substr(1)) {
    if (letter == '.') {
      point = true;
      continue;
    }
    counting = counting || letter != '0';
    if (counting) --digits;
  }
  if (!point) {
    if (number.size() == 2 && number[1] == '0') --digits;
    number += '.';
  }
  if (digits > 0) number.append(static_cast<std::size_t>(digits), '0');
  number += tail;
}

}  // namespace

void Formatter::write_float_text(double value, int bits, char verb, int precision) {
  if (flags_.precision) precision = *flags_.precision;
  std::string number;
  append_float(number, value, verb, precision, bits);
  if (number.front() != '-' && number.front() != '+') number.insert(0, 1, '+');
  if (flags_.space && number.front() == '+' && !flags_.plus) number.front() = ' ';
  if (number[1] == 'I' || number[1] == 'N') {
    const bool zero = std::exchange(flags_.zero, false);
    if (number[1] == 'N' && !flags_.space && !flags_.plus) number.erase(0, 1);
    pad(number);
    flags_.zero = zero;
    return;
  }
  if (flags_.sharp && verb != 'b') restore_zeros(number, verb, precision);
  if (!flags_.plus && number.front() == '+') {
    pad(std::string_view(number).substr(1));
    return;
  }
  const auto width = static_cast<std::size_t>(flags_.width.value_or(0));
  if (flags_.zero && !flags_.minus && width > number.size()) {
    out_.append(number.front());
    padding(width - number.size());
    out_.append(std::string_view(number).substr(1));
    return;
  }
  pad(number);
}

void Formatter::complex(const Value& value, char32_t verb) {
  if (std::u32string_view(U"vbgGxXfFeE").find(verb) == std::u32string_view::npos) {
    return bad_verb(value, verb);
  }
  const bool plus = flags_.plus;
  out_.append('(');
  floating(value.complex().real, 64, verb, value);
  flags_.plus = true;
  floating(value.complex().imaginary, 64, verb, value);
  out_.append("i)");
  flags_.plus = plus;
}

void Formatter::string(const Value& value, char32_t verb) {
  const auto text = value.as_string();
  switch (verb) {
    case 'v':
      return flags_.sharp_v ? write_quoted(truncated(text)) : pad(truncated(text));
    case 's':
      return pad(truncated(text));
    case 'x':
    case 'X':
      return write_hexadecimal(text, verb == 'X');
    case 'q':
      return write_quoted(truncated(text));
    default:
      return bad_verb(value, verb);
  }
}

void Formatter::write_quoted(std::string_view text) {
  if (flags_.sharp && can_backquote(text)) {
    pad("`" + std::string(text) + "`");
  } else {
    pad(quote(text, flags_.plus ? Charset::Ascii : Charset::Unicode));
  }
}

// The precision counts runes.
std::string_view Formatter::truncated(std::string_view text) const {
  if (!flags_.precision) return text;
  std::size_t size = 0;
  for (int runes = 0; runes < *flags_.precision && size < text.size(); ++runes) {
    size += first_rune(text.substr(size)).size;
  }
  return text.substr(0, size);
}

void Formatter::write_hexadecimal(std::string_view text, bool upper) {
  if (flags_.precision) text = text.substr(0, static_cast<std::size_t>(*flags_.precision));
  const std::string_view alphabet = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  const std::string_view prefix = upper ? "0X" : "0x";
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && flags_.space) digits += ' ';
    if (flags_.sharp && (i == 0 || flags_.space)) digits += prefix;
    const auto byte = static_cast<unsigned char>(text[i]);
    digits += alphabet[byte >> 4];
    digits += alphabet[byte & 15];
  }
  pad(digits);
}

}  // namespace barnabas
