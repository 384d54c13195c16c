#include "generator/entities/entity_context.h"

#include <algorithm>
#include <array>

#include "generator/entities/json_value.h"
#include "generator/template/print.h"

namespace barnabas {
namespace {

constexpr int tries_max = 20;

// Letters become others, digits too; what stands between them stays.
std::string_view altered(std::string_view key, Random& random, Arena& arena) {
  char* text = arena.allocate(key.size());
  std::copy(key.begin(), key.end(), text);
  const bool hexadecimal = key.find_first_not_of("0123456789abcdefABCDEF-") == key.npos;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char letter = key[i];
    const auto within = [&](char first, std::uint64_t count) {
      return static_cast<char>(first + static_cast<char>(random.below(count)));
    };
    if (letter >= '0' && letter <= '9') text[i] = within('0', 10);
    if (letter >= 'a' && letter <= 'z') text[i] = within('a', hexadecimal ? 6 : 26);
    if (letter >= 'A' && letter <= 'Z') text[i] = within('A', hexadecimal ? 6 : 26);
  }
  return {text, key.size()};
}

Value strange_key(const EntityType& type, const Value& key, Random& random, Arena& arena) {
  TextBuffer scratch;
  for (int i = 0; i < tries_max && key.is_string() && !key.as_string().empty(); ++i) {
    const auto text = altered(key.as_string(), random, arena);
    if (!type.find(text)) return Value::of_string(text);
  }
  if (key.is_string()) {
    print_format(scratch, "%s-%d", std::array{key, Value::of_int(random.between(0, INT64_MAX))});
    return Value::of_string(arena.copy(scratch.view()));
  }
  while (true) {
    const auto number = Value::of_int(random.between(1'000'000'000, 2'000'000'000));
    if (!type.find(*key_text(number, scratch))) return number;
  }
}

}  // namespace

std::optional<std::string_view> key_text(const Value& key, TextBuffer& scratch) {
  if (key.is_string()) return key.as_string();
  if (!key.is_integer() && !key.is_float()) return std::nullopt;
  scratch.clear();
  print_value(scratch, key);
  return scratch.view();
}

Value with_changes(const Map& fields, std::span<const MapEntry> changes, Arena& arena) {
  const auto entries = arena.make_array<MapEntry>(fields.entries.size() + changes.size());
  const auto behind = std::copy(fields.entries.begin(), fields.entries.end(), entries.begin());
  std::copy(changes.begin(), changes.end(), behind);
  const auto count = sort_entries(entries);
  return Value::of_map(arena.make(Map{.entries = entries.first(count), .what = fields.what}));
}

Value stranger(const EntityType& type, const Value& fields, Random& random, Arena& arena) {
  const auto& map = fields.map();
  const auto entries = arena.make_array<MapEntry>(map.entries.size());
  std::copy(map.entries.begin(), map.entries.end(), entries.begin());
  for (auto& entry : entries) {
    if (entry.key.as_string() == type.key_field)
      entry.value = strange_key(type, entry.value, random, arena);
  }
  return Value::of_map(arena.make(Map{.entries = entries, .what = map.what}));
}

}  // namespace barnabas
