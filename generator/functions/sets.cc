// Category text, second part: words out of the data sets, by name: "beer", "surname", or a file of
// the user's. A set keeps its order whatever is drawn from it.

#include <algorithm>
#include <string>

#include "generator/data/data_sets.h"
#include "generator/functions/functions.h"
#include "generator/functions/picked.h"
#include "generator/functions/words.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

// A set, or why there is none. A call with constants has it looked up once, when it is parsed.
struct Lookup {
  Words words;
  std::string error;
};

Lookup look_up(const Environment* environment, std::string_view name) {
  if (environment == nullptr || environment->data == nullptr || environment->sets == nullptr) {
    return {.error = "there is no data to draw from: no locale was loaded"};
  }
  const auto found = environment->sets->set(environment->data->locale, name);
  if (!found) return {.error = found.error().message};
  if (found->empty()) return {.error = "the set is empty: " + std::string(name)};
  return {.words = *found};
}

// For calls whose set is the argument number `position`.
template <std::size_t position>
void prepare_set(Specialization& use) {
  const auto found = look_up(use.environment, use.arguments[position].as_string());
  use.error = found.error;
  use.prepared = use.memory.make(found.words);
}

Lookup set_of(Call& call, const Value& name) {
  if (call.prepared != nullptr) return {.words = *static_cast<const Words*>(call.prepared)};
  return look_up(call.environment, name.as_string());
}

void specialize_from(Specialization& use) {
  const auto found = look_up(use.environment, use.arguments[0].as_string());
  use.error = found.error;
  if (found.error.empty()) use_words(use, found.words);
}

Value from(Call& call, Arguments arguments) {
  const auto set = set_of(call, arguments[0]);
  if (!set.error.empty()) return call.fail(set.error);
  return Value::of_string(set.words[call.random().below(set.words.size())]);
}

Value from_at(Call& call, Arguments arguments) {
  const auto set = set_of(call, arguments[0]);
  if (!set.error.empty()) return call.fail(set.error);
  const auto index = arguments[1].as_int();
  if (index < 0 || static_cast<std::size_t>(index) >= set.words.size()) {
    return call.fail("there are entries 0 to " + std::to_string(set.words.size() - 1));
  }
  return Value::of_string(set.words[static_cast<std::size_t>(index)]);
}

// Different entries in any order: the first steps of a shuffle of positions.
Value shuffled(Call& call, Words words, std::size_t count) {
  const auto positions = call.arena.make_array<std::uint32_t>(words.size());
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = static_cast<std::uint32_t>(i);
  const auto items = call.arena.values(std::min(count, words.size()));
  auto random = call.random();
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::swap(positions[i], positions[i + random.below(words.size() - i)]);
    items[i] = Value::of_string(words[positions[i]]);
  }
  return Value::of_list(items, Kind::String);
}

Value from_n(Call& call, Arguments arguments) {
  const auto set = set_of(call, arguments[0]);
  if (!set.error.empty()) return call.fail(set.error);
  const auto count = std::max<std::int64_t>(arguments[1].as_int(), 0);
  return shuffled(call, set.words, static_cast<std::size_t>(count));
}

Value from_shuffle(Call& call, Arguments arguments) {
  const auto set = set_of(call, arguments[0]);
  if (!set.error.empty()) return call.fail(set.error);
  return shuffled(call, set.words, set.words.size());
}

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto small = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return small(x) == small(y); });
}

// Sets need not be sorted: every entry is looked at.
Value index_of(Call& call, Arguments arguments) {
  const auto set = set_of(call, arguments[1]);
  if (!set.error.empty()) return call.fail(set.error);
  for (std::size_t i = 0; i < set.words.size(); ++i) {
    if (equal_without_case(set.words[i], arguments[0].as_string())) {
      return Value::of_int(static_cast<std::int64_t>(i));
    }
  }
  return Value::of_int(-1);
}

Value random_index(Call& call, Arguments arguments) {
  const auto set = set_of(call, arguments[0]);
  if (!set.error.empty()) return call.fail(set.error);
  char* text = call.arena.allocate(20);
  const auto index = call.random().below(set.words.size());
  const char* end = write_integer(text, static_cast<std::int64_t>(index));
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

// JR's len counts the entries of a set, and gives a text; Go's, for all but texts, counts elements.
Value length(Call& call, Arguments arguments) {
  const auto& item = arguments[0];
  if (item.kind() == Kind::List) {
    return Value::of_int(static_cast<std::int64_t>(item.items().size()));
  }
  if (item.kind() == Kind::Map) {
    return Value::of_int(static_cast<std::int64_t>(item.map().entries.size()));
  }
  if (!item.is_string()) return call.fail("len of type " + type_name(item));
  const auto set = set_of(call, item);
  if (!set.error.empty()) return call.fail(set.error);
  char* text = call.arena.allocate(20);
  const char* end = write_integer(text, static_cast<std::int64_t>(set.words.size()));
  return Value::of_string({text, static_cast<std::size_t>(end - text)});
}

constexpr Parameters set = {{"set", Type::String}};
constexpr Parameters set_and_count = {{"set", Type::String}, {"count", Type::Int}};

constexpr Function row(std::string_view name, std::string_view description, Parameters parameters,
                       Type returns, Value (*evaluate)(Call&, Arguments),
                       void (*specialize)(Specialization&), std::string_view example,
                       std::string_view output) {
  return {.name = name,
          .category = "text",
          .description = description,
          .parameters = parameters,
          .returns = returns,
          .localizable = true,
          .example = example,
          .output = output,
          .evaluate = evaluate,
          .specialize = specialize};
}

constexpr Function functions[] = {
    row("from", "one of the words of a set", set, Type::String, from, specialize_from,
        "{{from \"beer\"}}", "Budweiser"),
    row("from_at", "the word of a set at a position", {{"set", Type::String}, {"index", Type::Int}},
        Type::String, from_at, prepare_set<0>, "{{from_at \"city\" 0}}", "Akron"),
    row("from_n", "different words of a set, so many, in any order", set_and_count, Type::Strings,
        from_n, prepare_set<0>, "{{from_n \"colour\" 2}}", "[Teal Coral]"),
    row("from_shuffle", "all words of a set, in any order", set, Type::Strings, from_shuffle,
        prepare_set<0>, "{{index (from_shuffle \"colour\") 0}}", "Teal"),
    row("index_of", "the position of a word in a set, -1 if it is not in it",
        {{"word", Type::String}, {"set", Type::String}}, Type::Int, index_of, prepare_set<1>,
        "{{index_of \"Akron\" \"city\"}}", "0"),
    row("len", "how many words a set has, or elements a list", {{"set", Type::Any}}, Type::Any,
        length, nullptr, "{{len \"city\"}}", "134"),
    row("random_index", "any position in a set", set, Type::String, random_index, prepare_set<0>,
        "{{random_index \"city\"}}", "57"),
};

}  // namespace

std::span<const Function> set_functions() { return functions; }

}  // namespace barnabas
