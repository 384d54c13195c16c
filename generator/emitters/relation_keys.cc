#include "generator/emitters/relation_keys.h"

#include <fmt/format.h>

namespace barnabas {
namespace {

Result<void> read_share(std::string_view place, const ConfigJson& json, double& value) {
  const auto text = json.is_string() ? json.get<std::string>() : json.dump();
  auto share = parse_share(place, text);
  if (!share) return tl::unexpected(share.error());
  value = *share;
  return {};
}

Result<void> read_foreign(std::string_view place, const ConfigJson& json,
                          RelationOptions& relations) {
  if (!json.is_object())
    return wrong_value(place, "an object as {\"customer_id\": \"customers\"}", json);
  for (const auto& [field, type] : json.items()) {
    std::string name;
    const auto where = fmt::format("{}.{}", place, field);
    if (auto done = read_value_at(where, type, name); !done) return done;
    relations.foreign.emplace_back(field, name);
  }
  return {};
}

// A number, or the text of a template that gives one.
Result<void> read_children(std::string_view place, const ConfigJson& json, std::string& children) {
  if (!json.is_number_unsigned()) return read_value_at(place, json, children);
  children = json.dump();
  return {};
}

// A text, or a list of its lines.
Result<void> read_lines(std::string_view place, const ConfigJson& json, std::string& text) {
  if (!json.is_array()) return read_value_at(place, json, text);
  for (const auto& line : json) {
    if (!line.is_string()) return wrong_value(place, "a string, or a list of strings", json);
    text += line.get<std::string>() + "\n";
  }
  return {};
}

}  // namespace

std::optional<Result<void>> read_relation_key(std::string_view key, std::string_view place,
                                              const ConfigJson& json, RelationOptions& relations) {
  if (key == "entity") return read_value_at(place, json, relations.entity);
  if (key == "entitykey") return read_value_at(place, json, relations.entity_key);
  if (key == "maxentities") {
    auto done = read_value_at(place, json, relations.max_entities);
    if (done && relations.max_entities == 0) return wrong_value(place, "a number above 0", json);
    return done;
  }
  if (key == "joinhitrate") return read_share(place, json, relations.join_hit_rate);
  if (key == "foreign") return read_foreign(place, json, relations);
  if (key == "foreach") return read_value_at(place, json, relations.for_each);
  if (key == "states") return read_lines(place, json, relations.states);
  if (key == "statefield") return read_value_at(place, json, relations.state_field);
  if (key == "children") return read_children(place, json, relations.children);
  return std::nullopt;
}

ConfigJson relation_keys(const RelationOptions& relations) {
  const RelationOptions plain;
  ConfigJson json = ConfigJson::object();
  const auto add = [&](const char* key, const auto& value, const auto& without) {
    if (value != without) json[key] = value;
  };
  add("entity", relations.entity, plain.entity);
  add("entityKey", relations.entity_key, plain.entity_key);
  add("maxEntities", relations.max_entities, plain.max_entities);
  add("joinHitRate", relations.join_hit_rate, plain.join_hit_rate);
  for (const auto& [field, type] : relations.foreign) json["foreign"][field] = type;
  add("forEach", relations.for_each, plain.for_each);
  add("states", relations.states, plain.states);
  add("stateField", relations.state_field, plain.state_field);
  add("children", relations.children, plain.children);
  return json;
}

}  // namespace barnabas
