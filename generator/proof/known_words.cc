#include "generator/proof/known_words.h"

#include <algorithm>

namespace barnabas {
namespace {

constexpr const char* locales[] = {"us", "gb", "it", "fr", "de", "es", "pt-br", "nl", "ja"};

}  // namespace

const KnownWords::Set& KnownWords::words_of(const std::string& locale, std::string_view set) {
  const auto [entry, is_new] = loaded_.try_emplace({locale, std::string(set)});
  if (is_new) {
    const auto found = sets_.locale(locale);
    const auto words = found ? sets_.set(*found, set) : Result<Words>(Words());
    if (words) entry->second.insert(words->begin(), words->end());
  }
  return entry->second;
}

bool KnownWords::all(std::string_view set, const std::vector<std::string>& words) {
  if (words.empty()) return false;
  bool known = false;
  for (const auto* locale : locales) {
    const auto& of_locale = words_of(locale, set);
    const bool here = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return of_locale.contains(word);
    });
    if (here) ++votes_[locale];
    known = known || here;
  }
  return known;
}

std::string KnownWords::locale() const {
  std::string best = "us";
  const auto us = votes_.find("us");
  int most = us == votes_.end() ? 0 : us->second;
  for (const auto* locale : locales) {
    const auto votes = votes_.find(locale);
    if (votes == votes_.end() || votes->second <= most) continue;
    best = locale;
    most = votes->second;
  }
  return best;
}

}  // namespace barnabas
