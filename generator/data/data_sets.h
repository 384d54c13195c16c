#pragma once
// DataSets: which words a function draws from, by locale and name.
//
// A locale is a folder of tables (generator/data/README.md); JR knows sets instead, one list of
// words a name ("city", "zip", "nameM"), and sets.tsv says which column of which table a set is.
// Because city, zip and phone are columns of one table, entry i of each is the same place.
//
// A user's directories lie over the program's own data. A directory may hold, below data/ or below
// templates/data/ (as JR_SYSTEM_DIR does), <locale>/<set>, a file with one entry a line, or
// <locale>/<table>.tsv. Asked for a set of a locale, in this order: the user's for that locale,
// ours for that locale, the user's for "us", ours for "us". What JR did otherwise, one cache for
// all locales and sets that lose their order when they are shuffled, is not kept: nothing here
// changes after it has been read.
//
// Tables are read when first asked for: nearly always when templates are parsed, but a template may
// compute the name of a set, on any thread. The views handed out live as long as the DataSets.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/data/dataset.h"

namespace barnabas {

// One of the locales that come with the program, or a folder of the user's.
struct Locale {
  std::string name;     // the folder: "us", "gb"
  std::string asked;    // as the user wrote it, in lower case: "uk"
  std::string country;  // ISO 3166-1 alpha-2, or "" for a folder of the user's
  std::string language;
};

class DataSets {
 public:
  // `directories`: the user's, the first one wins. Those that do not exist are as good as empty.
  explicit DataSets(std::vector<std::string> directories = {});
  DataSets(const DataSets&) = delete;
  DataSets& operator=(const DataSets&) = delete;

  // The locale with this name or alias, in any case. An error lists those that there are.
  Result<Locale> locale(std::string_view name) const;

  // A table of a locale, or of "us" where the locale has none; nullptr where neither has one.
  // An error where a table of the user's is malformed.
  Result<const Dataset*> table(const Locale& locale, std::string_view name);

  // A set by JR's name, or ours. An error suggests the name that was probably meant.
  Result<Words> set(const Locale& locale, std::string_view name);

  // Whether a set comes from the user's directories: then its rows need not belong together with
  // those of another set.
  bool is_users_own(const Locale& locale, std::string_view set);

  // The names that set() knows without the user's directories, ordered.
  std::vector<std::string> set_names() const;

 private:
  struct Source {
    std::string_view file;
    std::string_view column;
  };
  struct Found {
    Words words;
    bool users = false;
  };
  using Tables = std::vector<const Dataset*>;

  Result<Found> find(const Locale& locale, std::string_view set);
  // Without the way over "us"; nothing where this locale itself has no such set.
  Result<std::optional<Found>> find_in(const Locale& locale, std::string_view set);
  // The tables with that name, the user's before ours, without the way over "us".
  Result<Tables> tables_in(const Locale& locale, std::string_view name);
  const Dataset* lines_in(const Locale& locale, std::string_view set);
  // The text of the first of the user's files with this path below data/, if there is one.
  std::optional<std::string_view> users_file(const std::string& path);

  std::mutex mutex_;  // of what has been read
  std::vector<std::string> directories_;
  std::map<std::string, Source, std::less<>> sources_;
  // What has been read, by path below data/, with the slack behind it; nullptr for a file that does
  // not exist.
  std::map<std::string, std::unique_ptr<std::string>, std::less<>> files_;
  std::map<std::string, std::unique_ptr<Dataset>, std::less<>> tables_;
  std::map<std::pair<std::string, std::string>, Found> found_;
};

}  // namespace barnabas
