#include "protocol/base/suggest.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace barnabas {
namespace {

char folded(char letter) {
  if (letter == '_' || letter == '.') return '-';
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

bool begins_with(std::string_view known, std::string_view typed) {
  return known.size() >= typed.size() &&
         std::equal(typed.begin(), typed.end(), known.begin(),
                    [](char a, char b) { return folded(a) == folded(b); });
}

}  // namespace

std::size_t edit_distance(std::string_view typed, std::string_view known) {
  // Row i holds the distances of the first i letters of `typed` to every beginning of `known`.
  const auto width = known.size() + 1;
  std::vector<std::size_t> before_previous(width), previous(width), row(width);
  for (std::size_t j = 0; j < width; ++j) row[j] = j;
  for (std::size_t i = 1; i <= typed.size(); ++i) {
    before_previous.swap(previous);
    previous.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = folded(typed[i - 1]) == folded(known[j - 1]);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && folded(typed[i - 1]) == folded(known[j - 2]) &&
                           folded(typed[i - 2]) == folded(known[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_previous[j - 2] + 1);
    }
  }
  return row[known.size()];
}

std::optional<std::string> suggest(std::string_view typed, std::span<const std::string> known) {
  const std::string* nearest = nullptr;
  // One wrong letter in three: beyond that the words only look alike by chance.
  std::size_t limit = typed.size() / 3 + 1;
  for (const auto& candidate : known) {
    const auto distance = edit_distance(typed, candidate);
    if (distance < limit || (nearest == nullptr && distance == limit && typed.size() > 2)) {
      nearest = &candidate;
      limit = distance;
    }
  }
  if (nearest == nullptr && typed.size() >= 3) {
    for (const auto& candidate : known)
      if (nearest == nullptr && begins_with(candidate, typed)) nearest = &candidate;
  }
  if (nearest == nullptr) return std::nullopt;
  return *nearest;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> known) {
  const auto nearest = suggest(typed, known);
  return nearest ? " Did you mean '" + *nearest + "'?" : "";
}

}  // namespace barnabas
