#include "generator/outputs/output_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "generator/emitters/byte_size.h"
#include "generator/emitters/go_duration.h"
#include "protocol/base/check.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

using Json = nlohmann::ordered_json;

std::string lower(std::string_view name) {
  std::string text(name);
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::InvalidConfig, std::move(message));
}

bool is_wildcard(std::string_view name) { return name.ends_with(".*"); }

bool matches(const OutputProperty& property, std::string_view lower_name) {
  const auto known = lower(property.name);
  if (!is_wildcard(known)) return known == lower_name;
  const std::string_view prefix(known.data(), known.size() - 1);
  return lower_name.starts_with(prefix) && lower_name.size() > prefix.size();
}

// A number of nanoseconds, as Go's JSON has durations, or "10s".
Result<std::int64_t> read_duration(std::string_view place, std::string_view value) {
  std::int64_t number = 0;
  const auto* end = value.data() + value.size();
  if (std::from_chars(value.data(), end, number).ptr == end && !value.empty()) return number;
  return parse_go_duration(place, value);
}

Result<std::int64_t> read_number(const OutputProperty& property, std::string_view place,
                                 std::string_view value) {
  if (property.kind == PropertyKind::Duration) return read_duration(place, value);
  if (property.kind == PropertyKind::Size) {
    return parse_byte_size(place, value).map([](auto bytes) {
      return static_cast<std::int64_t>(bytes);
    });
  }
  std::int64_t number = 0;
  const auto* end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end && number >= 0) return number;
  return wrong(fmt::format("{}: expected a whole number, 0 or more, found '{}'", place, value));
}

Result<void> check_choice(const OutputProperty& property, std::string_view place,
                          std::string_view value) {
  std::vector<std::string> known;
  const std::string_view choices = property.choices;
  for (std::size_t begin = 0; begin <= choices.size();) {
    const auto end = std::min(choices.find('|', begin), choices.size());
    known.emplace_back(choices.substr(begin, end - begin));
    begin = end + 1;
  }
  if (std::find(known.begin(), known.end(), value) != known.end()) return {};
  return wrong(fmt::format("{}: expected {}, found '{}'.{}", place, fmt::join(known, " or "), value,
                           did_you_mean(value, known)));
}

Result<void> check_value(const OutputProperty& property, std::string_view place,
                         std::string_view value) {
  switch (property.kind) {
    case PropertyKind::Number:
    case PropertyKind::Duration:
    case PropertyKind::Size: {
      const auto number = read_number(property, place, value);
      if (!number) return tl::unexpected(number.error());
      return {};
    }
    case PropertyKind::Truth:
      if (value == "true" || value == "false") return {};
      return wrong(fmt::format("{}: expected true or false, found '{}'", place, value));
    case PropertyKind::Choice:
      return check_choice(property, place, value);
    case PropertyKind::Text:
    case PropertyKind::Secret:
    case PropertyKind::Unused:
      break;
  }
  return {};
}

// The scalars of a document with the names of the objects around them. Lists have no place here.
Result<void> flatten(std::string_view path, const std::string& prefix, const Json& json,
                     PropertyList& found) {
  for (const auto& [key, value] : json.items()) {
    const auto name = prefix.empty() ? key : prefix + "." + key;
    if (value.is_object()) {
      if (auto done = flatten(path, name, value, found); !done) return done;
    } else if (value.is_array()) {
      return wrong(fmt::format("{}: {}: expected one value, found a list", path, name));
    } else if (!value.is_null()) {
      found.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return {};
}

}  // namespace

const OutputProperty* OutputSettings::find(std::string_view lower_name) const {
  for (const auto& property : table_.properties) {
    if (matches(property, lower_name)) return &property;
  }
  return nullptr;
}

bool has_property(const OutputTable& table, std::string_view name) {
  return std::any_of(table.properties.begin(), table.properties.end(),
                     [&](const auto& property) { return matches(property, lower(name)); });
}

Result<void> OutputSettings::unknown(std::string_view place, std::string_view name) const {
  std::vector<std::string> known;
  for (const auto& property : table_.properties) known.emplace_back(property.name);
  return wrong(
      fmt::format("{}: output {} has no property '{}'; 'barnabas-gen producer list {}' "
                  "shows those it has.{}",
                  place, table_.output, name, table_.output, did_you_mean(name, known)));
}

Result<void> OutputSettings::add_file(std::string_view path, std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    return wrong(fmt::format("{}: expected the properties of output {} as a JSON object", path,
                             table_.output));
  PropertyList found;
  if (auto done = flatten(path, "", json, found); !done) return done;
  for (const auto& [name, value] : found) {
    if (auto done = add(path, name, value); !done) return done;
  }
  return {};
}

Result<void> OutputSettings::add(std::string_view place, std::string_view name,
                                 std::string_view value) {
  const auto known = lower(name);
  const auto* property = find(known);
  if (property == nullptr) return unknown(place, name);
  if (auto done = check_value(*property, fmt::format("{}: {}", place, name), value); !done)
    return done;
  given_[known] = {.name = std::string(name), .value = std::string(value)};
  return {};
}

std::string OutputSettings::text(std::string_view name) const {
  const auto known = lower(name);
  const auto* property = find(known);
  BARNABAS_CHECK(property != nullptr, "an output asks for a property that its table lacks");
  const auto given = given_.find(known);
  return given == given_.end() ? property->default_value : given->second.value;
}

std::int64_t OutputSettings::number(std::string_view name) const {
  const auto value = text(name);
  if (value.empty()) return 0;
  const auto number = read_number(*find(lower(name)), name, value);
  BARNABAS_CHECK(number.has_value(), "the default of a property is malformed");
  return *number;
}

bool OutputSettings::truth(std::string_view name) const { return text(name) == "true"; }

bool OutputSettings::has(std::string_view name) const { return !text(name).empty(); }

PropertyList OutputSettings::all_below(std::string_view prefix) const {
  PropertyList found;
  for (const auto& [known, given] : given_) {
    if (known.starts_with(lower(prefix)))
      found.emplace_back(given.name.substr(prefix.size()), given.value);
  }
  return found;
}

std::vector<std::string> OutputSettings::unused() const {
  std::vector<std::string> found;
  for (const auto& [known, given] : given_) {
    if (find(known)->kind == PropertyKind::Unused) found.push_back(given.name);
  }
  return found;
}

tl::unexpected<Error> OutputSettings::missing(std::string_view name) const {
  return wrong(fmt::format("output {} needs {}: in the file of {}, or by --output-property {}=...",
                           table_.output, name, table_.config_flag, name));
}

}  // namespace barnabas
