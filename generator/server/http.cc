#include "generator/server/http.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace barnabas {

HttpResponse problem(int status, std::string_view message) {
  const nlohmann::json body{{"error", message}};
  return {.status = status,
          .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    unsigned value = 0;
    const auto* first = text.data() + at + 1;
    if (at + 2 >= text.size() || std::from_chars(first, first + 2, value, 16).ptr != first + 2)
      return std::string(text);
    decoded += static_cast<char>(value);
    at += 2;
  }
  return decoded;
}

std::string form_field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const auto end = std::min(form.find('&'), form.size());
    const auto field = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const auto equals = field.find('=');
    if (equals == field.npos || field.substr(0, equals) != name) continue;
    std::string value(field.substr(equals + 1));
    for (auto& letter : value) {
      if (letter == '+') letter = ' ';
    }
    return percent_decoded(value);
  }
  return "";
}

}  // namespace barnabas
