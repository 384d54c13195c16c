#pragma once
// Values of jrconfig.json, each read with an error that names its place: "jrconfig.json:
// emitters.shop[0].num: expected a whole number, found "many"".

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace barnabas {

using ConfigJson = nlohmann::ordered_json;

tl::unexpected<Error> wrong_value(std::string_view place, std::string_view expected,
                                  const ConfigJson& found);

Result<void> read_value_at(std::string_view place, const ConfigJson& json, std::string& value);
Result<void> read_value_at(std::string_view place, const ConfigJson& json, bool& value);
// Whole and not negative.
Result<void> read_value_at(std::string_view place, const ConfigJson& json, std::int64_t& value);
// "500ms", or a number of nanoseconds.
Result<void> read_duration_at(std::string_view place, const ConfigJson& json, std::int64_t& value);

// 0.95 or 95%. An error says so.
Result<double> parse_share(std::string_view name, std::string_view text);

}  // namespace barnabas
