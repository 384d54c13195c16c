#pragma once
// Where a text that looks like JSON stops being JSON.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace barnabas {

struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;  // bytes, from 1
};

// Nothing where the text is JSON, or does not begin with { or [.
inline std::optional<TextPlace> json_error_place(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos || (text[first] != '{' && text[first] != '[')) return std::nullopt;
  try {
    const auto parsed = nlohmann::json::parse(text);
    return std::nullopt;
  } catch (const nlohmann::json::parse_error& error) {
    const auto before = text.substr(0, std::min(error.byte == 0 ? 0 : error.byte - 1, text.size()));
    const auto line_start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    return TextPlace{static_cast<std::size_t>(line), before.size() - line_start + 1};
  }
}

}  // namespace barnabas
