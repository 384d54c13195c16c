#include "generator/proof/schema_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "generator/proof/text_formats.h"

namespace barnabas {
namespace {

using Json = nlohmann::json;

constexpr std::size_t shown_max = 60;

std::string kind_of(const Json& value) {
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    return std::floor(number) == number ? "integer" : "number";
  }
  return value.is_number() ? "integer" : value.type_name();
}

bool is_of_type(const Json& value, const std::string& type) {
  const auto kind = kind_of(value);
  return kind == type || (type == "number" && kind == "integer");
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

bool has_format(std::string_view text, std::string_view format) {
  if (format == "uuid") return is_uuid(text);
  if (format == "email") return is_email(text);
  if (format == "ipv4") return is_ipv4(text);
  if (format == "ipv6") return is_ipv6(text);
  if (format == "uri") {
    const auto colon = text.find(':');
    return colon != text.npos && colon > 0 && text.find(' ') == text.npos;
  }
  if (format != "date-time" && format != "date" && format != "time") return true;
  const auto moment = read_moment(text, true);
  if (!moment) return false;
  const std::string_view layout = moment->layout;
  if (format == "date") return layout == "2006-01-02";
  const bool zone = layout.ends_with("Z07:00");
  if (format == "time") return zone && layout.starts_with("15:04:05");
  return zone && layout.starts_with("2006-01-02T15:04:05");
}

}  // namespace

struct SchemaPatterns::Compiled {
  std::regex expression;
};

SchemaPatterns::SchemaPatterns() = default;
SchemaPatterns::~SchemaPatterns() = default;

Result<void> SchemaPatterns::add(const std::string& pattern) {
  try {
    compiled_.try_emplace(pattern, Compiled{std::regex(pattern, std::regex::ECMAScript)});
  } catch (const std::regex_error& error) {
    return fail(ErrorCode::InvalidConfig,
                fmt::format("pattern '{}' is no regular expression: {}", pattern, error.what()));
  }
  return {};
}

bool SchemaPatterns::found(const std::string& pattern, const std::string& text) const {
  return std::regex_search(text, compiled_.at(pattern).expression);
}

std::string shown(const Json& value) {
  auto text = value.dump();
  if (text.size() <= shown_max) return text;
  auto end = shown_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string type_trouble(const Json& schema, const Json& value) {
  if (const auto type = schema.find("type"); type != schema.end()) {
    const auto takes = [&](const Json& each) {
      return is_of_type(value, each.get_ref<const std::string&>());
    };
    const bool fits =
        type->is_array() ? std::any_of(type->begin(), type->end(), takes) : takes(*type);
    if (!fits) {
      std::string wanted;
      const auto types = type->is_array() ? *type : Json::array({*type});
      for (const auto& each : types)
        wanted += (wanted.empty() ? "" : " or ") + each.get<std::string>();
      return fmt::format("{} is {}, not {}", shown(value), kind_of(value), wanted);
    }
  }
  if (const auto choices = schema.find("enum"); choices != schema.end()) {
    if (std::find(choices->begin(), choices->end(), value) == choices->end())
      return fmt::format("{} is none of {}", shown(value), shown(*choices));
  }
  if (const auto constant = schema.find("const"); constant != schema.end() && value != *constant)
    return fmt::format("{} is not {}", shown(value), shown(*constant));
  return "";
}

std::string number_trouble(const Json& schema, const Json& value) {
  const auto limit = [&](const char* name) { return schema.find(name); };
  const auto none = schema.end();
  if (const auto low = limit("minimum"); low != none && value < *low)
    return fmt::format("{} is below the minimum {}", shown(value), shown(*low));
  if (const auto high = limit("maximum"); high != none && value > *high)
    return fmt::format("{} is above the maximum {}", shown(value), shown(*high));
  if (const auto low = limit("exclusiveMinimum"); low != none && value <= *low)
    return fmt::format("{} is not above {}", shown(value), shown(*low));
  if (const auto high = limit("exclusiveMaximum"); high != none && value >= *high)
    return fmt::format("{} is not below {}", shown(value), shown(*high));
  if (const auto step = limit("multipleOf"); step != none) {
    constexpr double rounding = 1e-9;
    const auto times = value.get<double>() / step->get<double>();
    if (std::abs(times - std::round(times)) > rounding * std::max(1.0, std::abs(times)))
      return fmt::format("{} is no multiple of {}", shown(value), shown(*step));
  }
  return "";
}

std::string text_trouble(const Json& schema, const std::string& text,
                         const SchemaPatterns& patterns) {
  const auto length = code_points(text);
  if (const auto least = schema.find("minLength"); least != schema.end() && length < *least)
    return fmt::format("{} is shorter than {}", shown(text), shown(*least));
  if (const auto most = schema.find("maxLength"); most != schema.end() && length > *most)
    return fmt::format("{} is longer than {}", shown(text), shown(*most));
  if (const auto pattern = schema.find("pattern"); pattern != schema.end()) {
    const auto expression = pattern->get<std::string>();
    if (!patterns.found(expression, text))
      return fmt::format("{} does not match {}", shown(text), expression);
  }
  if (const auto format = schema.find("format"); format != schema.end()) {
    const auto name = format->get<std::string>();
    if (!has_format(text, name)) return fmt::format("{} is no {}", shown(text), name);
  }
  return "";
}

}  // namespace barnabas
