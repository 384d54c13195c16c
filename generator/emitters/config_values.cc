#include "generator/emitters/config_values.h"

#include <fmt/format.h>

#include <charconv>

#include "generator/emitters/go_duration.h"

namespace barnabas {

tl::unexpected<Error> wrong_value(std::string_view place, std::string_view expected,
                                  const ConfigJson& found) {
  return fail(ErrorCode::InvalidConfig,
              fmt::format("{}: expected {}, found {}", place, expected, found.dump()));
}

Result<void> read_value_at(std::string_view place, const ConfigJson& json, std::string& value) {
  if (!json.is_string()) return wrong_value(place, "a string", json);
  value = json.get<std::string>();
  return {};
}

Result<void> read_value_at(std::string_view place, const ConfigJson& json, bool& value) {
  if (!json.is_boolean()) return wrong_value(place, "true or false", json);
  value = json.get<bool>();
  return {};
}

Result<void> read_value_at(std::string_view place, const ConfigJson& json, std::int64_t& value) {
  if (!json.is_number_integer()) return wrong_value(place, "a whole number", json);
  value = json.get<std::int64_t>();
  if (value < 0) return wrong_value(place, "a number that is not negative", json);
  return {};
}

Result<void> read_duration_at(std::string_view place, const ConfigJson& json, std::int64_t& value) {
  if (json.is_number_integer()) {
    value = json.get<std::int64_t>();
    return {};
  }
  if (!json.is_string()) return wrong_value(place, "a duration as \"500ms\"", json);
  auto parsed = parse_go_duration(place, json.get<std::string>());
  if (!parsed) return tl::unexpected(parsed.error());
  value = *parsed;
  return {};
}

Result<double> parse_share(std::string_view name, std::string_view text) {
  double share = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, share);
  const std::string_view unit(read.ptr, static_cast<std::size_t>(end - read.ptr));
  if (unit == "%") share /= 100;
  if (read.ec != std::errc() || (!unit.empty() && unit != "%") || !(share >= 0 && share <= 1)) {
    return fail(ErrorCode::InvalidConfig,
                fmt::format("{}: '{}' is no share; write 0.95 or 95%", name, text));
  }
  return share;
}

}  // namespace barnabas
