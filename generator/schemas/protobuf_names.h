#pragma once
// How Protobuf turns the names of fields into those of JSON.

#include <string>
#include <string_view>

namespace barnabas {

// "unit_price" becomes "unitPrice".
inline std::string protobuf_json_name(std::string_view name) {
  std::string made;
  bool raise = false;
  for (const char c : name) {
    if (c == '_') {
      raise = true;
      continue;
    }
    made += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  return made;
}

}  // namespace barnabas
