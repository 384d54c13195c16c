// Category context: what one record leaves for later ones, by name: values, lists, counters.

#include <algorithm>

#include "generator/functions/environment.h"
#include "generator/functions/functions.h"

namespace barnabas {

namespace {

Value empty_text() { return Value::of_string(""); }

RunState* state_of(Call& call) {
  return call.environment == nullptr ? nullptr : &call.environment->run;
}

// The list, or nullptr if nothing was ever put into it.
const std::deque<std::string>* find_list(Call& call, Arguments arguments) {
  auto* run = state_of(call);
  if (run == nullptr) return nullptr;
  const auto found = run->lists.find(arguments[0].as_string());
  return found == run->lists.end() ? nullptr : &found->second;
}

Value set_value(Call& call, Arguments arguments) {
  if (auto* run = state_of(call)) {
    auto& value = run->values[std::string(arguments[0].as_string())];
    value = arguments[1].as_string();
  }
  return empty_text();
}

Value get_value(Call& call, Arguments arguments) {
  auto* run = state_of(call);
  if (run == nullptr) return empty_text();
  const auto found = run->values.find(arguments[0].as_string());
  if (found == run->values.end()) return empty_text();
  return Value::of_string(call.arena.copy(found->second));
}

Value add_to_list(Call& call, Arguments arguments) {
  if (auto* run = state_of(call)) {
    run->lists[std::string(arguments[0].as_string())].emplace_back(arguments[1].as_string());
  }
  return empty_text();
}

Value random_from_list(Call& call, Arguments arguments) {
  const auto* list = find_list(call, arguments);
  if (list == nullptr) return empty_text();
  return Value::of_string((*list)[call.random().below(list->size())]);
}

Value from_list_at(Call& call, Arguments arguments) {
  const auto* list = find_list(call, arguments);
  const auto index = arguments[1].as_int();
  if (index < 0) return call.fail("the index is negative");
  if (list == nullptr || static_cast<std::size_t>(index) >= list->size()) return empty_text();
  return Value::of_string((*list)[static_cast<std::size_t>(index)]);
}

Value first_of(Call& call, const std::deque<std::string>* list, std::size_t count) {
  count = list == nullptr ? 0 : std::min(count, list->size());
  const auto items = call.arena.values(count);
  for (std::size_t i = 0; i < count; ++i) items[i] = Value::of_string((*list)[i]);
  return Value::of_list(items, Kind::String);
}

Value whole_list(Call& call, Arguments arguments) {
  return first_of(call, find_list(call, arguments), static_cast<std::size_t>(-1));
}

Value first_in_list(Call& call, Arguments arguments) {
  const auto count = std::max<std::int64_t>(arguments[1].as_int(), 0);
  return first_of(call, find_list(call, arguments), static_cast<std::size_t>(count));
}

// Different entries: the first steps of a shuffle, of positions, not of the list.
Value random_n_from_list(Call& call, Arguments arguments) {
  const auto* list = find_list(call, arguments);
  const auto size = list == nullptr ? 0 : list->size();
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(arguments[1].as_int(), 0));
  const auto count = std::min(wanted, size);
  const auto positions = call.arena.make_array<std::uint32_t>(size);
  for (std::size_t i = 0; i < size; ++i) positions[i] = static_cast<std::uint32_t>(i);
  const auto items = call.arena.values(count);
  auto random = call.random();
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(positions[i], positions[i + random.below(size - i)]);
    items[i] = Value::of_string((*list)[positions[i]]);
  }
  return Value::of_list(items, Kind::String);
}

constexpr Parameters list = {{"list", Type::String}};
constexpr Parameters list_and_count = {{"list", Type::String}, {"count", Type::Int}};

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Type returns, Value (*evaluate)(Call&, Arguments), std::string_view example,
                       std::string_view output) {
  return {.name = name,
          .category = "context",
          .description = description,
          .parameters = parameters,
          .returns = returns,
          .stateful = true,
          .example = example,
          .output = output,
          .evaluate = evaluate};
}

constexpr Function functions[] = {
    row("add_v_to_list", "puts a value at the end of a list",
        {{"list", Type::String}, {"value", Type::String}}, Type::String, add_to_list,
        "{{add_v_to_list \"ids\" \"a\"}}{{get_list \"ids\"}}", "[a]"),
    row("get_first_n_in_list", "the first values of a list", list_and_count, Type::Strings,
        first_in_list, "{{add_v_to_list \"ids\" \"a\"}}{{get_first_n_in_list \"ids\" 1}}", "[a]"),
    row("get_list", "all values of a list", list, Type::Strings, whole_list,
        "{{add_v_to_list \"ids\" \"a\"}}{{get_list \"ids\"}}", "[a]"),
    row("get_v", "the value of that name, empty if none was set", {{"name", Type::String}},
        Type::String, get_value, "{{set_v \"id\" \"a\"}}{{get_v \"id\"}}", "a"),
    row("get_v_from_list_at_index", "the value at a position of a list, empty beyond its end",
        {{"list", Type::String}, {"index", Type::Int}}, Type::String, from_list_at,
        "{{add_v_to_list \"ids\" \"a\"}}{{get_v_from_list_at_index \"ids\" 0}}", "a"),
    row("random_n_v_from_list", "different values of a list, so many, in any order", list_and_count,
        Type::Strings, random_n_from_list,
        "{{add_v_to_list \"ids\" \"a\"}}{{random_n_v_from_list \"ids\" 1}}", "[a]"),
    row("random_v_from_list", "one of the values of a list, empty if it has none", list,
        Type::String, random_from_list,
        "{{add_v_to_list \"ids\" \"a\"}}{{random_v_from_list \"ids\"}}", "a"),
    row("set_v", "keeps a value under a name; that of KEY is the record's key",
        {{"name", Type::String}, {"value", Type::String}}, Type::String, set_value,
        "{{set_v \"id\" \"a\"}}{{get_v \"id\"}}", "a"),
};

}  // namespace

std::span<const Function> context_functions() { return functions; }

}  // namespace barnabas
