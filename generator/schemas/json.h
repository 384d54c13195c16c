#pragma once
// JSON as schemas see it: fields in the order of the text.
//
// Only for the .cc files of generator/schemas and their tests: the library takes long to compile.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

using JsonValue = nlohmann::ordered_json;

// An error says in which line and column the text stops being JSON.
Result<JsonValue> parse_json(std::string_view text);

// The value on one line, cut where it is long: for messages.
std::string excerpt(const JsonValue& value);

}  // namespace barnabas
