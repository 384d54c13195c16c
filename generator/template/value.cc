#include "generator/template/value.h"

#include <algorithm>

namespace barnabas {

namespace {

// Entries are sorted by key, so the first one not before `key` is the only candidate.
template <class Key, class Get>
Value find_entry(const Map& map, const Key& key, Get get) {
  const auto found = std::lower_bound(
      map.entries.begin(), map.entries.end(), key,
      [&](const MapEntry& entry, const Key& wanted) { return get(entry.key) < wanted; });
  if (found == map.entries.end() || get(found->key) != key) return {};
  return map.element == Kind::Nothing ? found->value.as_boxed() : found->value;
}

std::string_view element_name(Kind kind) {
  return kind == Kind::Nothing ? "interface {}" : kind_name(kind);
}

}  // namespace

Value map_lookup(const Map& map, std::string_view key) {
  if (map.key != Kind::String) return {};
  return find_entry(map, key, [](const Value& value) { return value.as_string(); });
}

Value map_lookup(const Map& map, std::int64_t key) {
  if (map.key == Kind::String) return {};
  return find_entry(map, key, [](const Value& value) { return value.as_int(); });
}

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::Nothing:
    case Kind::Failure:
      return "<nil>";
    case Kind::Bool:
      return "bool";
    case Kind::Int:
      return "int";
    case Kind::Int64:
      return "int64";
    case Kind::Uint8:
      return "uint8";
    case Kind::Float32:
      return "float32";
    case Kind::Float64:
      return "float64";
    case Kind::Complex:
      return "complex128";
    case Kind::String:
      return "string";
    case Kind::List:
      return "[]interface {}";
    case Kind::Map:
      return "map[string]interface {}";
    case Kind::Object:
      return "object";
  }
  return "?";
}

std::string type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::List:
      return "[]" + std::string(element_name(value.element()));
    case Kind::Map:
      return "map[" + std::string(element_name(value.map().key)) + "]" +
             std::string(element_name(value.map().element));
    case Kind::Object:
      return std::string(value.object().type_name());
    default:
      return std::string(kind_name(value.kind()));
  }
}

bool is_true(const Value& value) {
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::Failure:
      return false;
    case Kind::Bool:
      return value.as_bool();
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint8:
      return value.as_int() != 0;
    case Kind::Float32:
    case Kind::Float64:
      return value.as_float() != 0;
    case Kind::Complex:
      return value.complex().real != 0 || value.complex().imaginary != 0;
    case Kind::String:
      return !value.as_string().empty();
    case Kind::List:
      return !value.items().empty();
    case Kind::Map:
      return !value.map().entries.empty();
    case Kind::Object:
      return true;
  }
  return false;
}

}  // namespace barnabas
