#pragma once
// The parts of a JSON Schema that speak of one value and not of what is inside of it.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

// Regular expressions by their text, compiled once.
class SchemaPatterns {
 public:
  SchemaPatterns();
  SchemaPatterns(const SchemaPatterns&) = delete;
  SchemaPatterns& operator=(const SchemaPatterns&) = delete;
  ~SchemaPatterns();

  // An error says that it is no regular expression.
  Result<void> add(const std::string& pattern);
  // Whether it is found in the text. REQUIRES: it was added.
  bool found(const std::string& pattern, const std::string& text) const;

 private:
  struct Compiled;
  std::map<std::string, Compiled> compiled_;
};

// Each returns what is wrong, or nothing.
std::string type_trouble(const nlohmann::json& schema, const nlohmann::json& value);
std::string number_trouble(const nlohmann::json& schema, const nlohmann::json& value);
std::string text_trouble(const nlohmann::json& schema, const std::string& text,
                         const SchemaPatterns& patterns);

// A value in a message: its JSON, shortened.
std::string shown(const nlohmann::json& value);

}  // namespace barnabas
