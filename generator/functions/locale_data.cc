#include "generator/functions/locale_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace barnabas {

namespace {

// Fills a LocaleData. The first error stays; what follows it does nothing.
class Loader {
 public:
  Loader(DataSets& sets, const Locale& locale, LocaleData& data)
      : sets_(sets), locale_(locale), data_(data) {}

  Result<void> load() {
    words("nameM", "name_m", data_.name_m);
    words("nameF", "name_f", data_.name_f);
    words("surname", "surname", data_.surname);
    words("company", "company", data_.company);
    words("mail_provider", "email_provider", data_.email_provider);
    words("street", "street", data_.street);
    words("capital", "state", data_.capital);
    words("stock_symbol", "stock_symbol", data_.stock_symbol);
    places();
    countries();
    set("state", data_.state);
    set("state_short", data_.state_short);
    if (error_) return tl::unexpected(*error_);
    return {};
  }

 private:
  void set(std::string_view name, Words& to) {
    if (error_) return;
    auto found = sets_.set(locale_, name);
    if (!found) {
      error_ = found.error();
      return;
    }
    to = *found;
    for (const auto word : to) data_.word_size_max = std::max(data_.word_size_max, word.size());
  }

  // The table's weights belong to the set only if the set is a column of it, not the user's own.
  std::vector<std::uint32_t> weights(std::string_view set, std::string_view table,
                                     std::size_t count) {
    std::vector<std::uint32_t> found;
    if (!sets_.is_users_own(locale_, set)) {
      const auto rows = sets_.table(locale_, table);
      if (rows && *rows != nullptr) found = (*rows)->weights();
    }
    if (found.size() != count) found.assign(count, 1);
    return found;
  }

  void words(std::string_view name, std::string_view table, WeightedWords& to) {
    set(name, to.words);
    to.chances = AliasTable(weights(name, table, to.words.size()));
  }

  // What is wrong in ours ends the loading; one of the user's stays empty, as with JR.
  void patterns(std::string_view name, std::vector<RegexGenerator>& to) {
    Words expressions;
    set(name, expressions);
    const bool is_users = sets_.is_users_own(locale_, name);
    for (const auto expression : expressions) {
      auto parsed = RegexGenerator::parse(expression);
      if (!parsed && is_users) {
        data_.notices.push_back(fmt::format("data set '{}': entry {} stays empty: {}", name,
                                            to.size(), parsed.error().message));
        parsed = RegexGenerator::parse("");
      }
      if (!parsed && !error_) error_ = parsed.error();
      if (error_) return;
      data_.pattern_size_max = std::max(data_.pattern_size_max, parsed->size_max());
      to.push_back(std::move(*parsed));
    }
  }

  void places() {
    set("city", data_.city);
    data_.place_chances = AliasTable(weights("city", "places", data_.city.size()));
    // Rows of ours say nothing about a city of the user's.
    const bool is_ours = !sets_.is_users_own(locale_, "city");
    if (is_ours || sets_.is_users_own(locale_, "region")) set("region", data_.region);
    if (is_ours || sets_.is_users_own(locale_, "region_short"))
      set("region_short", data_.region_code);
    patterns("zip", data_.postal_code);
    patterns("phone", data_.phone);
    if (error_) return;
    repeat_rows(data_.postal_code);
    repeat_rows(data_.phone);
    if (!is_ours) return;
    const auto table = sets_.table(locale_, "places");
    if (!table || *table == nullptr) return;
    data_.latitude = degrees((*table)->column("latitude"));
    data_.longitude = degrees((*table)->column("longitude"));
    data_.cadastral_code = (*table)->column("cadastral_code");
  }

  // A user's list may be shorter than that of the cities.
  void repeat_rows(std::vector<RegexGenerator>& patterns) const {
    if (patterns.empty()) return;
    for (std::size_t row = 0; patterns.size() < data_.city.size(); ++row)
      patterns.push_back(patterns[row]);
  }

  static std::vector<std::optional<std::int32_t>> degrees(Words cells) {
    std::vector<std::optional<std::int32_t>> found;
    for (const auto cell : cells) {
      double value = 0;
      const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
      const bool is_angle = parsed.ec == std::errc() && std::abs(value) <= 180;
      if (is_angle)
        found.emplace_back(static_cast<std::int32_t>(std::lround(value * 10'000)));
      else
        found.emplace_back();
    }
    return found;
  }

  void countries() {
    set("country", data_.country);
    set("country_name", data_.country_name);
    set("country_code", data_.calling_code);
    patterns("mobile_phone", data_.mobile);
    const auto own = std::find(data_.country.begin(), data_.country.end(), locale_.country);
    if (own != data_.country.end())
      data_.own_country = static_cast<int>(own - data_.country.begin());
  }

  DataSets& sets_;
  const Locale& locale_;
  LocaleData& data_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::unique_ptr<const LocaleData>> LocaleData::load(DataSets& sets, const Locale& locale) {
  auto data = std::make_unique<LocaleData>();
  data->locale = locale;
  if (auto loaded = Loader(sets, locale, *data).load(); !loaded) {
    return tl::unexpected(loaded.error());
  }
  return std::unique_ptr<const LocaleData>(std::move(data));
}

}  // namespace barnabas
