#include "generator/template/escape.h"

#include <fmt/format.h>

#include <string>

#include "generator/template/unicode.h"

namespace barnabas {

namespace {

std::string_view html_entity(char letter) {
  switch (letter) {
    case '\0':
      return "\xEF\xBF\xBD";
    case '"':
      return "&#34;";
    case '\'':
      return "&#39;";
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    default:
      return {};
  }
}

// Quotes get a backslash; what could end a script in HTML becomes a number.
std::string_view js_escape(char letter) {
  switch (letter) {
    case '\\':
      return "\\\\";
    case '\'':
      return "\\'";
    case '"':
      return "\\\"";
    case '<':
      return "\\u003C";
    case '>':
      return "\\u003E";
    case '&':
      return "\\u0026";
    case '=':
      return "\\u003D";
    default:
      return {};
  }
}

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' || letter == '.' ||
         letter == '~';
}

}  // namespace

void escape_html(TextBuffer& out, std::string_view text) {
  for (const char letter : text) {
    const auto entity = html_entity(letter);
    if (entity.empty()) {
      out.append(letter);
    } else {
      out.append(entity);
    }
  }
}

void escape_js(TextBuffer& out, std::string_view text) {
  while (!text.empty()) {
    const auto rune = first_rune(text);
    const auto escape = js_escape(text.front());
    if (!escape.empty()) {
      out.append(escape);
    } else if (rune.value < ' ' || !(rune.value < 0x80 || is_printable(rune.value))) {
      out.append(fmt::format("\\u{:04X}", static_cast<std::uint32_t>(rune.value)));
    } else {
      out.append(text.substr(0, rune.size));
    }
    text.remove_prefix(rune.size);
  }
}

void escape_url_query(TextBuffer& out, std::string_view text) {
  for (const char letter : text) {
    if (is_unreserved(letter)) {
      out.append(letter);
    } else if (letter == ' ') {
      out.append('+');
    } else {
      out.append(fmt::format("%{:02X}", static_cast<unsigned char>(letter)));
    }
  }
}

}  // namespace barnabas
