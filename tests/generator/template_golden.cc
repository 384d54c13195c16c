#include "tests/generator/template_golden.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "generator/template/quote.h"
#include "generator/template/unicode.h"
#include "protocol/base/check.h"

namespace barnabas {

namespace {

using Json = nlohmann::json;

Value build(const Json& json, Arena& arena);

Value build_list(const Json& json, Kind element, Arena& arena) {
  const auto items = arena.values(json.size());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = build(json[i], arena);
  return Value::of_list(items, element);
}

Value build_floats(const Json& json, Arena& arena) {
  const auto items = arena.values(json.size());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = Value::of_float64(json[i]);
  return Value::of_list(items, Kind::Float64);
}

Value build_map(const Json& json, Kind key, Kind element, Arena& arena) {
  const auto entries = arena.make_array<MapEntry>(json.size());
  std::size_t at = 0;
  for (const auto& [name, value] : json.items()) {
    const auto as_key =
        key == Kind::String ? Value::of_string(arena.copy(name)) : Value::of_int(std::stoll(name));
    entries[at++] = {as_key, build(value, arena)};
  }
  std::sort(entries.begin(), entries.end(), [&](const MapEntry& a, const MapEntry& b) {
    return key == Kind::String ? a.key.as_string() < b.key.as_string()
                               : a.key.as_int() < b.key.as_int();
  });
  return Value::of_map(arena.make(Map{.key = key, .element = element, .entries = entries}));
}

Value build_typed(std::string_view type, const Json& json, Arena& arena) {
  if (type == "$int64") return Value::of_int64(json);
  if (type == "$uint8") return Value::of_uint8(json);
  if (type == "$float32") return Value::of_float32(json);
  if (type == "$float64") return Value::of_float64(json);
  if (type == "$strings") return build_list(json, Kind::String, arena);
  if (type == "$ints") return build_list(json, Kind::Int, arena);
  if (type == "$floats") return build_floats(json, arena);
  if (type == "$map_string") return build_map(json, Kind::String, Kind::String, arena);
  if (type == "$map_int") return build_map(json, Kind::String, Kind::Int, arena);
  BARNABAS_CHECK(type == "$int_map_string", "a type of golden data");
  return build_map(json, Kind::Int, Kind::String, arena);
}

Value build(const Json& json, Arena& arena) {
  if (json.is_null()) return {};
  if (json.is_boolean()) return Value::of_bool(json);
  if (json.is_number_float()) return Value::of_float64(json);
  if (json.is_number()) return Value::of_int(json);
  if (json.is_string()) return Value::of_string(arena.copy(json.get<std::string>()));
  if (json.is_array()) return build_list(json, Kind::Nothing, arena);
  if (json.size() == 1 && json.begin().key().starts_with('$')) {
    return build_typed(json.begin().key(), json.begin().value(), arena);
  }
  return build_map(json, Kind::String, Kind::Nothing, arena);
}

// Go's integers wrap around.
std::int64_t sum(const Value& a, const Value& b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a.as_int()) +
                                   static_cast<std::uint64_t>(b.as_int()));
}
Value add(Call&, Arguments a) { return Value::of_int(sum(a[0], a[1])); }
Value add64(Call&, Arguments a) { return Value::of_int64(sum(a[0], a[1])); }
Value half(Call&, Arguments a) { return Value::of_float64(a[0].as_float() / 2); }
Value same(Call&, Arguments a) { return a[0]; }
Value nothing(Call&, Arguments) { return {}; }

Value concat(Call& call, Arguments a) {
  return Value::of_string(
      call.arena.copy(std::string(a[0].as_string()) + std::string(a[1].as_string())));
}

Value upper(Call& call, Arguments a) {
  std::string text;
  for (auto left = a[0].as_string(); !left.empty();) {
    const auto rune = first_rune(left);
    append_rune(text, rune.value == 0xE9                       ? 0xC9
                      : rune.value >= 'a' && rune.value <= 'z' ? rune.value - 32
                                                               : rune.value);
    left.remove_prefix(rune.size);
  }
  return Value::of_string(call.arena.copy(text));
}

Value numbers(Call& call, Arguments a) {
  if (a[0].as_int() < 0) return call.fail("runtime error: makeslice: len out of range");
  if (a[0].as_int() > 1'000'000) return call.fail("too many");
  const auto items = call.arena.values(static_cast<std::size_t>(a[0].as_int()));
  std::fill(items.begin(), items.end(), Value::of_int(0));
  return Value::of_list(items, Kind::Int);
}

Value words(Call&, Arguments) {
  static constexpr Value items[] = {Value::of_string("one"), Value::of_string("two"),
                                    Value::of_string("three")};
  return Value::of_list(items, Kind::String);
}

Value mixed(Call&, Arguments) {
  static constexpr Value items[] = {Value::of_int(1), Value::of_string("a"), Value(),
                                    Value::of_float64(2.5)};
  return Value::of_list(items);
}

Value fails(Call& call, Arguments a) { return call.fail(std::string(a[0].as_string())); }

Value joined(Call& call, Arguments a) {
  std::string text;
  bool first = true;
  for (const auto& item : a[0].items()) {
    if (!first) text += a[1].as_string();
    first = false;
    text += item.as_string();
  }
  return Value::of_string(call.arena.copy(text));
}

Value total(Call& call, Arguments a) {
  std::int64_t sum = 0;
  for (const auto& number : a.subspan(1)) sum += number.as_int();
  return Value::of_string(call.arena.copy(std::string(a[0].as_string()) + std::to_string(sum)));
}

constexpr Function functions[] = {
    {.name = "add", .parameters = {{"a", Type::Int}, {"b", Type::Int}}, .evaluate = add},
    {.name = "add64", .parameters = {{"a", Type::Int64}, {"b", Type::Int64}}, .evaluate = add64},
    {.name = "half", .parameters = {{"a", Type::Float64}}, .evaluate = half},
    {.name = "single", .parameters = {{"a", Type::Float32}}, .evaluate = same},
    {.name = "concat",
     .parameters = {{"a", Type::String}, {"b", Type::String}},
     .evaluate = concat},
    {.name = "upper", .parameters = {{"s", Type::String}}, .evaluate = upper},
    {.name = "numbers", .parameters = {{"n", Type::Int}}, .evaluate = numbers},
    {.name = "words", .evaluate = words},
    {.name = "fails", .parameters = {{"why", Type::String}}, .evaluate = fails},
    {.name = "joined",
     .parameters = {{"l", Type::Strings}, {"with", Type::String}},
     .evaluate = joined},
    {.name = "nothing", .returns = Type::Any, .evaluate = nothing},
    {.name = "identity", .parameters = {{"v", Type::Any}}, .returns = Type::Any, .evaluate = same},
    {.name = "total",
     .parameters = {{"name", Type::String}, {"l", Type::Int}},
     .variadic = true,
     .evaluate = total},
    {.name = "flag", .parameters = {{"b", Type::Bool}}, .evaluate = same},
    {.name = "mixed", .returns = Type::List, .evaluate = mixed},
};

}  // namespace

std::vector<GoldenCase> read_golden(std::string_view content) {
  std::vector<GoldenCase> cases;
  bool in_text = false;
  bool first_line = true;
  while (!content.empty()) {
    const auto line = content.substr(0, content.find('\n'));
    content.remove_prefix(std::min(content.size(), line.size() + 1));
    if (line.starts_with("## ")) {
      const auto bar = line.find(" | ");
      auto& made = cases.emplace_back();
      made.title = line.substr(3, bar == line.npos ? bar : bar - 3);
      if (bar != line.npos) made.data = line.substr(bar + 3);
      if (made.data == "@") made.data = cases[cases.size() - 2].data;
      in_text = first_line = true;
    } else if (line.starts_with("=== ")) {
      cases.back().output = unquote(line.substr(4)).value_or("?");
      in_text = false;
    } else if (line.starts_with("!!! ")) {
      cases.back().error = unquote(line.substr(4)).value_or("?");
    } else if (in_text) {
      if (!first_line) cases.back().text += '\n';
      cases.back().text += line;
      first_line = false;
    }
  }
  return cases;
}

Value build_data(std::string_view json, Arena& arena) {
  return json.empty() ? Value() : build(Json::parse(json), arena);
}

const FunctionTable& golden_functions() {
  static const FunctionTable table = [] {
    FunctionTable made;
    made.add(builtin_functions());
    made.add(functions);
    return made;
  }();
  return table;
}

}  // namespace barnabas
