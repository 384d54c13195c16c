#include "generator/proof/field_name.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace barnabas {

FieldName::FieldName(std::string path, std::string_view name) : path_(std::move(path)) {
  bool was_lower = false;
  bool open = false;
  for (const char letter : name) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::isalnum(code) == 0 && code < 0x80) {
      open = was_lower = false;
      continue;
    }
    const bool upper = std::isupper(code) != 0;
    if (!open || (upper && was_lower)) words_.emplace_back();
    open = true;
    was_lower = !upper;
    const auto lower = static_cast<char>(code < 0x80 ? std::tolower(code) : code);
    words_.back() += lower;
    joined_ += lower;
  }
}

bool FieldName::has(std::initializer_list<std::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view wanted) {
    return std::find(words_.begin(), words_.end(), wanted) != words_.end();
  });
}

bool FieldName::ends_with(std::initializer_list<std::string_view> endings) const {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return joined_.ends_with(ending); });
}

bool FieldName::stands_in(std::initializer_list<std::string_view> words) const {
  auto parent = path_.substr(0, path_.rfind('.') == path_.npos ? 0 : path_.rfind('.'));
  parent.erase(0, parent.rfind('.') + 1);
  return FieldName("", parent).has(words);
}

}  // namespace barnabas
