#include "generator/proof/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "generator/proof/json_place.h"

namespace barnabas {
namespace {

using Json = nlohmann::ordered_json;

// Arrays up to this length may be tuples: [longitude, latitude].
constexpr std::size_t tuple_length_max = 4;
// Templates nest no deeper.
constexpr std::size_t depth_max = 100;

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (const char letter : text) {
    // Brackets in texts count too: of those a sample has not that many.
    if (letter == '{' || letter == '[') ++depth;
    if ((letter == '}' || letter == ']') && depth > 0) --depth;
    if (depth > depth_max) return true;
  }
  return false;
}

int decimals_of(double number) {
  const auto text = fmt::format("{}", number);
  if (text.find('e') != text.npos) return 6;
  const auto point = text.find('.');
  return point == text.npos ? 0 : static_cast<int>(text.size() - point - 1);
}

void add_object(Shape& shape, const Json& value) {
  ++shape.objects;
  for (const auto& [name, member] : value.items()) {
    auto found = std::find_if(shape.fields.begin(), shape.fields.end(),
                              [&](const ShapeField& field) { return field.name == name; });
    if (found == shape.fields.end())
      found = shape.fields.insert(found, ShapeField{.name = name, .shape = {}});
    add_sample(found->shape, member);
  }
}

void add_array(Shape& shape, const Json& value) {
  const auto length = value.size();
  if (shape.lengths.empty() && length > 0 && length <= tuple_length_max)
    shape.positions.resize(length);
  if (shape.positions.size() != length) shape.positions.clear();
  shape.lengths.push_back(length);
  if (length > 0 && shape.elements.empty()) shape.elements.emplace_back();
  for (std::size_t i = 0; i < length; ++i) {
    add_sample(shape.elements.front(), value[i]);
    if (!shape.positions.empty()) add_sample(shape.positions[i], value[i]);
  }
}

}  // namespace

void add_sample(Shape& shape, const Json& value) {
  ++shape.seen;
  switch (value.type()) {
    case Json::value_t::boolean:
      ++(value.get<bool>() ? shape.trues : shape.falses);
      break;
    case Json::value_t::number_integer:
      shape.integers.push_back(value.get<std::int64_t>());
      break;
    case Json::value_t::number_unsigned: {
      constexpr std::uint64_t highest = std::numeric_limits<std::int64_t>::max();
      const auto number = std::min(value.get<std::uint64_t>(), highest);
      shape.integers.push_back(static_cast<std::int64_t>(number));
      break;
    }
    case Json::value_t::number_float:
      shape.floats.push_back(value.get<double>());
      shape.decimals = std::max(shape.decimals, decimals_of(shape.floats.back()));
      break;
    case Json::value_t::string:
      shape.texts.push_back(value.get<std::string>());
      break;
    case Json::value_t::object:
      add_object(shape, value);
      break;
    case Json::value_t::array:
      add_array(shape, value);
      break;
    default:
      ++shape.nulls;
  }
}

Result<std::vector<Json>> read_samples(const std::string& path, std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  std::vector<Json> samples;
  std::size_t from = text.find_first_not_of(space);
  while (from < text.size()) {
    const auto to = end_of_json(text, from);
    const auto one = text.substr(from, to - from);
    if (is_too_deep(one)) {
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}: a record nests deeper than {}", path, depth_max));
    }
    try {
      samples.push_back(Json::parse(one));
    } catch (const Json::parse_error& error) {
      const auto byte = from + (error.byte == 0 ? 0 : error.byte - 1);
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("{}: no JSON, {}", path, place_text(text, byte)));
    }
    from = text.find_first_not_of(space, to);
  }
  if (samples.empty())
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: there is no record in it", path));
  // An array of objects is a list of records.
  const auto& first = samples.front();
  const bool list =
      samples.size() == 1 && first.is_array() && !first.empty() &&
      std::all_of(first.begin(), first.end(), [](const Json& each) { return each.is_object(); });
  if (list) {
    auto records = first.get<std::vector<Json>>();
    return records;
  }
  return samples;
}

}  // namespace barnabas
