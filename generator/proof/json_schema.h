#pragma once
// JsonSchema: whether a JSON value is what a JSON Schema asks for.
//
// The keywords of draft 7 and 2020-12 that speak of one document: types, enum and const, numbers,
// texts (pattern, format), lists, objects, allOf, anyOf, oneOf, not, if, and $ref within the same
// file. Others that would change a verdict (unevaluatedProperties, references to other files) are
// errors when the schema is read, never passed over. The first violation found is told.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace barnabas {

struct SchemaViolation {
  std::vector<std::string> path;  // names and indices that lead to the value
  std::string what;               // "17 is below the minimum 18"

  std::string where() const;  // "/customer/age", or "the record"
};

class JsonSchema {
 public:
  // `name` is for errors: the file.
  static Result<JsonSchema> parse(const std::string& name, std::string_view text);
  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;
  ~JsonSchema();

  std::optional<SchemaViolation> check(const nlohmann::json& value) const;

 private:
  struct Rules;
  explicit JsonSchema(std::unique_ptr<const Rules> rules);

  std::unique_ptr<const Rules> rules_;
};

}  // namespace barnabas
