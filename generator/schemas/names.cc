#include "generator/schemas/names.h"

#include <algorithm>

namespace barnabas {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c) || c == '_'; }
char upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_schema_name(std::string_view name) {
  return !name.empty() && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

std::string schema_name(std::string_view name) {
  std::string made;
  for (const char c : name) made += is_letter(c) || is_digit(c) ? c : '_';
  if (made.empty() || is_digit(made[0])) made.insert(0, 1, '_');
  return made;
}

std::string type_name(std::string_view name) {
  const bool shouts = std::none_of(name.begin(), name.end(), is_lower);
  std::string made;
  bool starts_word = true;
  for (const char c : name) {
    if (!is_digit(c) && (!is_letter(c) || c == '_')) {
      starts_word = true;
      continue;
    }
    made += starts_word ? upper(c) : shouts ? lower(c) : c;
    starts_word = false;
  }
  if (made.empty()) return "Value";
  if (is_digit(made[0])) made.insert(0, 1, '_');
  return made;
}

std::string singular(std::string_view name) {
  const auto ends_with = [&](std::string_view end) {
    return name.size() > end.size() + 1 && name.substr(name.size() - end.size()) == end;
  };
  if (ends_with("ies")) return std::string(name.substr(0, name.size() - 3)) + "y";
  if (ends_with("s") && !ends_with("ss") && !ends_with("us") && !ends_with("is"))
    return std::string(name.substr(0, name.size() - 1));
  return std::string(name);
}

}  // namespace barnabas
