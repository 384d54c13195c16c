#include "generator/template/quote.h"

#include <fmt/format.h>

namespace barnabas {

namespace {

int digit_value(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return 99;
}

// One element of a literal. A byte escape (\x, \ooo) gives a byte, not a rune.
struct Element {
  char32_t value = 0;
  bool byte = false;
};

// `count` digits of a base.
std::optional<char32_t> read_digits(std::string_view& text, std::size_t count, unsigned base) {
  if (text.size() < count) return {};
  char32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto digit = static_cast<unsigned>(digit_value(text[i]));
    if (digit >= base) return {};
    value = value * base + digit;
  }
  text.remove_prefix(count);
  return value;
}

std::optional<Element> hexadecimal_escape(std::string_view& text, char kind) {
  const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
  const auto value = read_digits(text, digits, 16);
  if (!value) return {};
  if (kind == 'x') return Element{*value, true};
  if (*value > rune_max || (*value >= 0xD800 && *value <= 0xDFFF)) return {};
  return Element{*value, false};
}

// What follows a backslash; `delimiter` is the quote that may be escaped.
std::optional<Element> read_escape(std::string_view& text, char delimiter) {
  if (text.empty()) return {};
  const char letter = text.front();
  if (letter >= '0' && letter <= '7') {
    const auto value = read_digits(text, 3, 8);
    if (!value || *value > 255) return {};
    return Element{*value, true};
  }
  text.remove_prefix(1);
  switch (letter) {
    case 'a':
      return Element{'\a'};
    case 'b':
      return Element{'\b'};
    case 'f':
      return Element{'\f'};
    case 'n':
      return Element{'\n'};
    case 'r':
      return Element{'\r'};
    case 't':
      return Element{'\t'};
    case 'v':
      return Element{'\v'};
    case '\\':
      return Element{'\\'};
    case 'x':
    case 'u':
    case 'U':
      return hexadecimal_escape(text, letter);
    default:
      if (letter != delimiter) return {};
      return Element{static_cast<unsigned char>(letter)};
  }
}

std::optional<Element> read_element(std::string_view& text, char delimiter) {
  if (text.empty() || text.front() == delimiter || text.front() == '\n') return {};
  if (text.front() == '\\') {
    text.remove_prefix(1);
    return read_escape(text, delimiter);
  }
  const auto rune = first_rune(text);
  text.remove_prefix(rune.size);
  return Element{rune.value};
}

// The letter behind the backslash, or 0 where there is no short escape.
char short_escape(char32_t rune) {
  switch (rune) {
    case '\a':
      return 'a';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\v':
      return 'v';
    default:
      return 0;
  }
}

void append_quoted(std::string& to, char32_t rune, char delimiter, Charset charset) {
  if (rune == static_cast<unsigned char>(delimiter) || rune == '\\') {
    to += '\\';
    to += static_cast<char>(rune);
  } else if (is_printable(rune) && (rune < 0x80 || charset == Charset::Unicode)) {
    append_rune(to, rune);
  } else if (const char escape = short_escape(rune); escape != 0) {
    to += '\\';
    to += escape;
  } else if (rune < ' ' || rune == 0x7F) {
    to += fmt::format("\\x{:02x}", static_cast<unsigned>(rune));
  } else if (rune < 0x10000) {
    to += fmt::format("\\u{:04x}", static_cast<unsigned>(rune));
  } else {
    to += fmt::format("\\U{:08x}", static_cast<unsigned>(rune));
  }
}

}  // namespace

std::optional<std::string> unquote(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) return {};
  const char delimiter = literal.front();
  auto text = literal.substr(1, literal.size() - 2);
  std::string read;
  if (delimiter == '`') {
    for (const char letter : text) {
      if (letter != '\r') read += letter;
    }
    return read;
  }
  while (!text.empty()) {
    const auto element = read_element(text, delimiter);
    if (!element) return {};
    if (element->byte) {
      read += static_cast<char>(element->value);
    } else {
      append_rune(read, element->value);
    }
  }
  return read;
}

Character unquote_character(std::string_view literal) {
  auto text = literal.substr(1);
  const auto element = read_element(text, '\'');
  if (!element) return {.error = "invalid syntax"};
  if (text != "'") return {.error = fmt::format("malformed character constant: {}", literal)};
  return {.rune = element->value};
}

std::string quote(std::string_view text, Charset charset) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const auto rune = first_rune(text);
    if (rune.value == rune_error && rune.size == 1) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else {
      append_quoted(quoted, rune.value, '"', charset);
    }
    text.remove_prefix(rune.size);
  }
  return quoted + '"';
}

std::string quote_character(char32_t rune, Charset charset) {
  if (rune > rune_max || (rune >= 0xD800 && rune <= 0xDFFF)) rune = rune_error;
  std::string quoted = "'";
  append_quoted(quoted, rune, '\'', charset);
  return quoted + '\'';
}

bool can_backquote(std::string_view text) {
  while (!text.empty()) {
    const auto rune = first_rune(text);
    text.remove_prefix(rune.size);
    if (rune.size > 1) {
      if (rune.value == 0xFEFF) return false;
      continue;
    }
    if (rune.value == rune_error) return false;
    if ((rune.value < ' ' && rune.value != '\t') || rune.value == '`' || rune.value == 0x7F) {
      return false;
    }
  }
  return true;
}

}  // namespace barnabas
