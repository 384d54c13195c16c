#pragma once
// KnownWords: whether words are those of a data set, and of which country they probably are.

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "generator/data/data_sets.h"

namespace barnabas {

class KnownWords {
 public:
  // The sets must outlive this.
  explicit KnownWords(DataSets& sets) : sets_(sets) {}

  // Whether all are words of that set in one locale, the first of those that the program knows.
  bool all(std::string_view set, const std::vector<std::string>& words);

  // The locale that most sets agreed on; "us" where nothing says otherwise.
  std::string locale() const;

 private:
  using Set = std::unordered_set<std::string_view>;
  const Set& words_of(const std::string& locale, std::string_view set);

  DataSets& sets_;
  std::map<std::pair<std::string, std::string>, Set> loaded_;
  std::map<std::string, int> votes_;
};

}  // namespace barnabas
