#include "generator/proof/json_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace barnabas {
namespace {

constexpr std::string_view space = " \t\r\n";
constexpr std::size_t shown_before = 80;
constexpr std::size_t shown_behind = 40;

std::size_t skip_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(space, at), text.size());
}

// Behind the string whose opening quote stands at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return text.size();
}

std::string string_value(std::string_view literal) {
  const auto parsed = nlohmann::json::parse(literal, nullptr, false);
  return parsed.is_string() ? parsed.get<std::string>() : "";
}

}  // namespace

Place place_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte, text.size()));
  const auto newline = before.rfind('\n');
  const auto start = newline == before.npos ? 0 : newline + 1;
  return {.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
          .column = before.size() - start + 1};
}

std::string place_text(std::string_view text, std::size_t byte) {
  const auto place = place_of(text, byte);
  const auto start = std::min(byte, text.size()) - (place.column - 1);
  const auto end = std::min(text.find('\n', start), text.size());
  // Of a long line, what stands around the place.
  const auto cut = place.column > shown_before ? place.column - shown_before : 0;
  const auto shown =
      text.substr(start + cut, std::min(end - start - cut, shown_before + shown_behind));
  return fmt::format("line {}, column {}:\n  {}\n  {}^", place.line, place.column, shown,
                     std::string(place.column - 1 - cut, ' '));
}

std::size_t end_of_json(std::string_view text, std::size_t from) {
  std::size_t depth = 0;
  for (auto at = from; at < text.size();) {
    const char letter = text[at];
    if (letter == '"') {
      at = end_of_string(text, at);
      if (depth == 0) return at;
      continue;
    }
    if (letter == '{' || letter == '[') ++depth;
    if (letter == '}' || letter == ']') {
      if (depth <= 1) return at + 1;
      --depth;
    }
    // A bare number or word ends where the next space or comma stands.
    if (depth == 0 && at > from && (space.find(letter) != space.npos || letter == ',')) return at;
    ++at;
  }
  return text.size();
}

std::size_t find_in_json(std::string_view text, const std::vector<std::string>& path) {
  auto at = skip_space(text, 0);
  for (const auto& step : path) {
    const auto around = at;
    if (at >= text.size() || (text[at] != '{' && text[at] != '[')) return around;
    const bool object = text[at] == '{';
    bool found = false;
    std::size_t index = 0;
    for (at = skip_space(text, at + 1); at < text.size() && text[at] != '}' && text[at] != ']';) {
      auto name = fmt::to_string(index++);
      if (object) {
        const auto end = end_of_string(text, at);
        name = string_value(text.substr(at, end - at));
        at = skip_space(text, skip_space(text, end) + 1);  // the colon
      }
      if (name == step) {
        found = true;
        break;
      }
      // Nested values are skipped whole; a bare one ends before a comma or a bracket.
      const char first = text[at];
      at = first == '{' || first == '[' || first == '"' ? end_of_json(text, at)
                                                        : text.find_first_of(",]} \t\r\n", at);
      at = skip_space(text, std::min(at, text.size()));
      if (at < text.size() && text[at] == ',') at = skip_space(text, at + 1);
    }
    if (!found) return around;
  }
  return at;
}

std::string member_before(std::string_view text, std::size_t byte) {
  std::string name;
  const auto limit = std::min(byte + 1, text.size());
  for (std::size_t at = 0; at < limit;) {
    if (text[at] != '"') {
      ++at;
      continue;
    }
    const auto end = end_of_string(text, at);
    const auto colon = skip_space(text, end);
    if (colon < limit && text[colon] == ':') name = string_value(text.substr(at, end - at));
    at = end;
  }
  return name;
}

}  // namespace barnabas
