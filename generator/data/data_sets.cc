#include "generator/data/data_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "generator/data/embedded.h"
#include "protocol/base/check.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

// Below a directory of the user's: our own order, and that of JR_SYSTEM_DIR.
constexpr std::array<std::string_view, 2> data_folders{"data", "templates/data"};
constexpr std::string_view native = "_native";

// How names of locales are compared.
std::string folded(std::string_view name) {
  std::string text(name);
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letter == '_') letter = '-';
  }
  return text;
}

// One of the tables about the data, which tests have seen to be well-formed.
Dataset own_index(std::string_view path) {
  const auto text = embedded_file(path);
  BARNABAS_CHECK(text.has_value(), "an index of the data is not embedded");
  auto table = Dataset::from_table(path, *text);
  BARNABAS_CHECK(table.has_value(), "an index of the data is malformed");
  return *std::move(table);
}

bool has_word(std::string_view words, std::string_view word) {
  return (' ' + std::string(words) + ' ').find(' ' + std::string(word) + ' ') != std::string::npos;
}

// A name that leads out of its folder is no name.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos && !name.starts_with('.');
}

Locale fallback() { return {.name = "us", .asked = "us", .country = "US", .language = "en"}; }

}  // namespace

DataSets::DataSets(std::vector<std::string> directories) : directories_(std::move(directories)) {
  const auto index = own_index("data/sets.tsv");
  for (std::size_t row = 0; row < index.rows(); ++row) {
    sources_.emplace(index.cell(row, "set"),
                     Source{.file = index.cell(row, "file"), .column = index.cell(row, "column")});
  }
}

Result<Locale> DataSets::locale(std::string_view name) const {
  const auto asked = folded(name);
  const auto index = own_index("data/locales.tsv");
  for (std::size_t row = 0; row < index.rows(); ++row) {
    const auto own = index.cell(row, "locale");
    if (own != asked && !has_word(index.cell(row, "aliases"), asked)) continue;
    return Locale{.name = std::string(own),
                  .asked = asked,
                  .country = std::string(index.cell(row, "country")),
                  .language = std::string(index.cell(row, "language"))};
  }
  if (is_file_name(asked)) {
    for (const auto& directory : directories_) {
      for (const auto folder : data_folders) {
        std::error_code ignored;
        const auto path = fmt::format("{}/{}/{}", directory, folder, asked);
        if (!std::filesystem::is_directory(path, ignored)) continue;
        return Locale{.name = asked, .asked = asked, .country = "", .language = ""};
      }
    }
  }
  return fail(ErrorCode::InvalidConfig,
              fmt::format("There is no locale '{}'; there are: {}. A folder data/{} in a directory "
                          "of templates would make it one.",
                          name, fmt::join(index.column("locale"), ", "), asked));
}

Result<const Dataset*> DataSets::table(const Locale& locale, std::string_view name) {
  const std::lock_guard lock(mutex_);
  for (const auto& place : {locale, fallback()}) {
    auto tables = tables_in(place, name);
    if (!tables) return tl::unexpected(tables.error());
    if (!tables->empty()) return tables->front();
  }
  return nullptr;
}

Result<Words> DataSets::set(const Locale& locale, std::string_view name) {
  const std::lock_guard lock(mutex_);
  return find(locale, name).map([](const Found& found) { return found.words; });
}

bool DataSets::is_users_own(const Locale& locale, std::string_view set) {
  const std::lock_guard lock(mutex_);
  const auto found = find(locale, set);
  return found && found->users;
}

std::vector<std::string> DataSets::set_names() const {
  std::vector<std::string> names;
  for (const auto& [name, source] : sources_) names.push_back(name);
  return names;
}

Result<DataSets::Found> DataSets::find(const Locale& locale, std::string_view set) {
  const auto key = std::pair(locale.asked, std::string(set));
  if (const auto known = found_.find(key); known != found_.end()) return known->second;
  for (const auto& place : {locale, fallback()}) {
    auto found = find_in(place, set);
    if (!found) return tl::unexpected(found.error());
    if (*found) return found_.emplace(key, **found).first->second;
  }
  const auto names = set_names();
  return fail(ErrorCode::InvalidConfig, fmt::format("There is no data set '{}' for locale '{}'.{}",
                                                    set, locale.asked, did_you_mean(set, names)));
}

Result<std::optional<DataSets::Found>> DataSets::find_in(const Locale& locale,
                                                         std::string_view set) {
  if (const auto* lines = lines_in(locale, set)) {
    return Found{.words = lines->column(lines->columns().front()), .users = true};
  }
  const auto source = sources_.find(set);
  if (source == sources_.end()) return std::nullopt;
  auto tables = tables_in(locale, source->second.file);
  if (!tables) return tl::unexpected(tables.error());
  auto column = source->second.column;
  for (;;) {
    for (const auto* table : *tables) {
      if (!table->has_column(column)) continue;
      const auto own = tables_.find(fmt::format("{}/{}", locale.name, source->second.file));
      return Found{.words = table->column(column),
                   .users = own == tables_.end() || own->second.get() != table};
    }
    // A locale written in Latin letters has one column for both.
    if (!column.ends_with(native)) return std::nullopt;
    column.remove_suffix(native.size());
  }
}

Result<DataSets::Tables> DataSets::tables_in(const Locale& locale, std::string_view name) {
  Tables tables;
  for (const auto& folder : {locale.asked, locale.name}) {
    const auto path = fmt::format("{}/{}.tsv", folder, name);
    const auto text = users_file(path);
    if (!text) continue;
    auto& table = tables_[path];
    if (!table) {
      auto read = Dataset::from_table(path, *text);
      if (!read) return tl::unexpected(read.error());
      table = std::make_unique<Dataset>(*std::move(read));
    }
    if (tables.empty() || tables.back() != table.get()) tables.push_back(table.get());
  }
  const auto key = fmt::format("{}/{}", locale.name, name);
  if (const auto known = tables_.find(key); known != tables_.end()) {
    tables.push_back(known->second.get());
  } else if (const auto text = embedded_file(fmt::format("data/{}.tsv", key))) {
    auto read = Dataset::from_table(key, *text);
    if (!read) return tl::unexpected(read.error());
    auto& table = tables_[key];
    table = std::make_unique<Dataset>(*std::move(read));
    tables.push_back(table.get());
  }
  return tables;
}

const Dataset* DataSets::lines_in(const Locale& locale, std::string_view set) {
  if (!is_file_name(set)) return nullptr;
  for (const auto& folder : {locale.asked, locale.name}) {
    const auto path = fmt::format("{}/{}", folder, set);
    const auto text = users_file(path);
    if (!text) continue;
    // A key of its own: our tables have the same form of path.
    auto& table = tables_["lines:" + path];
    if (!table) table = std::make_unique<Dataset>(Dataset::from_lines(*text));
    return table.get();
  }
  return nullptr;
}

std::optional<std::string_view> DataSets::users_file(const std::string& path) {
  const auto text_of = [](const std::string* text) -> std::optional<std::string_view> {
    if (text == nullptr) return std::nullopt;
    return std::string_view(*text).substr(0, text->size() - word_slack);
  };
  const auto known = files_.find(path);
  if (known != files_.end()) return text_of(known->second.get());
  auto& text = files_[path];
  for (const auto& directory : directories_) {
    for (const auto folder : data_folders) {
      const auto file = fmt::format("{}/{}/{}", directory, folder, path);
      std::error_code ignored;
      if (!std::filesystem::is_regular_file(file, ignored)) continue;
      std::ifstream in(file, std::ios::binary);
      if (!in) continue;
      text = std::make_unique<std::string>(std::istreambuf_iterator<char>(in),
                                           std::istreambuf_iterator<char>());
      text->append(word_slack, '\0');
      return text_of(text.get());
    }
  }
  return std::nullopt;
}

}  // namespace barnabas
