#include "generator/run/corruption.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "generator/proof/json_place.h"

namespace barnabas {
namespace {

constexpr std::string_view space = " \t\r\n";

// Where the values of members begin that are numbers or texts.
std::vector<std::size_t> plain_values(std::string_view text) {
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '"') {
      ++at;
      continue;
    }
    at = end_of_json(text, at);
    const auto colon = text.find_first_not_of(space, at);
    if (colon == text.npos || text[colon] != ':') continue;
    const auto value = text.find_first_not_of(space, colon + 1);
    if (value == text.npos) break;
    const char first = text[value];
    if (first == '"' || first == '-' || (first >= '0' && first <= '9')) places.push_back(value);
    at = first == '"' ? end_of_json(text, value) : value;
  }
  return places;
}

std::optional<std::string> with_wrong_type(std::string_view value, Random& random) {
  const auto places = plain_values(value);
  if (places.empty()) return std::nullopt;
  const auto at = places[random.below(places.size())];
  const auto end = value[at] == '"' ? end_of_json(value, at)
                                    : std::min(value.find_first_of(",]} \t\r\n", at), value.size());
  std::string text(value.substr(0, at));
  if (value[at] == '"')
    text += std::to_string(random.below(1000));
  else
    text.append("\"").append(value.substr(at, end - at)).append("\"");
  return text.append(value.substr(end));
}

}  // namespace

std::string corrupted(std::string_view value, Random& random) {
  const auto kind = random.below(3);
  if (kind == 0) return std::string(value.substr(0, random.below(value.size())));
  if (kind == 1) {
    if (auto other = with_wrong_type(value, random)) return *std::move(other);
  }
  std::string text(value);
  auto& letter = text[random.below(text.size())];
  letter = static_cast<char>(letter ^ (1 << random.below(8)));
  return text;
}

}  // namespace barnabas
