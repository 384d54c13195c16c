#pragma once
// LocaleData: a locale's people and places, made ready to be drawn.
//
// Loaded once for each locale of a run, shared by all threads, immutable. Everything about a place
// comes from one row, so that city, postal code and telephone number agree.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/data/data_sets.h"
#include "generator/functions/alias_table.h"
#include "generator/functions/regex.h"

namespace barnabas {

// Words with the chance of each.
struct WeightedWords {
  Words words;
  AliasTable chances;

  std::string_view draw(Random& random) const {
    return words.empty() ? no_word : words[chances.draw(random.next())];
  }
};

class LocaleData {
 public:
  static Result<std::unique_ptr<const LocaleData>> load(DataSets& sets, const Locale& locale);

  Locale locale;

  WeightedWords name_m;
  WeightedWords name_f;
  WeightedWords surname;
  WeightedWords company;
  WeightedWords email_provider;
  WeightedWords street;
  WeightedWords capital;
  WeightedWords stock_symbol;

  // Row i of each is the same place. Cities of the user's have region and position only if the user
  // gave these too.
  AliasTable place_chances;
  Words city;
  Words region;
  Words region_code;
  Words cadastral_code;  // Italy only
  // In ten-thousandths of a degree; empty where a user's data has no coordinates.
  std::vector<std::optional<std::int32_t>> latitude;
  std::vector<std::optional<std::int32_t>> longitude;
  std::vector<RegexGenerator> postal_code;
  std::vector<RegexGenerator> phone;

  // All countries, and the row of the locale's own, or -1.
  Words country;
  Words country_name;
  Words calling_code;
  std::vector<RegexGenerator> mobile;
  int own_country = -1;

  // All states or regions, uniform.
  Words state;
  Words state_short;

  // What was wrong with sets of the user's, for people.
  std::vector<std::string> notices;

  // No single word of all these is longer, and no text of a pattern.
  std::size_t word_size_max = 0;
  std::size_t pattern_size_max = 0;
};

}  // namespace barnabas
