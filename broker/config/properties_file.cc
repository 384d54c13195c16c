// The syntax of Java's properties files, as far as people use it: key=value, key: value, key value;
// # and ! begin comments; a backslash at the end of a line continues it; \t \n \r \f and \uXXXX.

#include <fmt/format.h>

#include "broker/config/config_sources.h"

namespace barnabas {
namespace {

constexpr std::string_view kBlanks = " \t\f";

std::string_view skip_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}

bool is_continued(std::string_view line) {
  std::size_t backslashes = 0;
  while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

void append_utf8(std::string& text, unsigned code) {
  if (code < 0x80U) {
    text += static_cast<char>(code);
  } else if (code < 0x800U) {
    text += static_cast<char>(0xc0U | (code >> 6));
    text += static_cast<char>(0x80U | (code & 0x3fU));
  } else {
    text += static_cast<char>(0xe0U | (code >> 12));
    text += static_cast<char>(0x80U | ((code >> 6) & 0x3fU));
    text += static_cast<char>(0x80U | (code & 0x3fU));
  }
}

// Resolves escapes; empty where \u is not followed by four hexadecimal digits.
std::optional<std::string> unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      if (text[i] != '\\') result += text[i];
      continue;
    }
    const char escaped = text[++i];
    if (escaped == 'u') {
      if (text.size() - i <= 4) return std::nullopt;
      unsigned code = 0;
      for (int digit = 0; digit < 4; ++digit) {
        const auto found =
            std::string_view("0123456789abcdef").find(static_cast<char>(text[++i] | 0x20));
        if (found == std::string_view::npos) return std::nullopt;
        code = code * 16 + static_cast<unsigned>(found);
      }
      append_utf8(result, code);
      continue;
    }
    constexpr std::string_view letters = "tnrf";
    constexpr std::string_view meanings = "\t\n\r\f";
    const auto known = letters.find(escaped);
    result += known == std::string_view::npos ? escaped : meanings[known];
  }
  return result;
}

// Where the key ends: the first =, : or blank that no backslash protects.
std::size_t key_size(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '=' || line[i] == ':' ||
               kBlanks.find(line[i]) != std::string_view::npos) {
      return i;
    }
  }
  return line.size();
}

}  // namespace

Result<ConfigMap> parse_properties(std::string_view content) {
  ConfigMap values;
  std::string logical;
  int line_number = 0;
  while (!content.empty()) {
    const auto end = std::min(content.find('\n'), content.size());
    auto line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    ++line_number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = skip_blanks(line);
    if (logical.empty() && (line.empty() || line.front() == '#' || line.front() == '!')) continue;
    if (is_continued(line) && !content.empty()) {
      logical += line.substr(0, line.size() - 1);
      continue;
    }
    logical += line;
    const auto size = key_size(logical);
    auto rest = skip_blanks(std::string_view(logical).substr(size));
    if (!rest.empty() && (rest.front() == '=' || rest.front() == ':'))
      rest = skip_blanks(rest.substr(1));
    const auto key = unescape(std::string_view(logical).substr(0, size));
    const auto value = unescape(rest);
    if (!key || !value)
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("line {}: \\u needs four hexadecimal digits behind it", line_number));
    values[*key] = *value;
    logical.clear();
  }
  return values;
}

}  // namespace barnabas
