#include "generator/proof/json_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "generator/proof/json_place.h"
#include "generator/proof/schema_types.h"

namespace barnabas {
namespace {

using Json = nlohmann::json;
using Violation = std::optional<SchemaViolation>;

// A schema that only ever refers to itself has no end.
constexpr int depth_max = 200;

constexpr const char* unknown_keywords[] = {"unevaluatedProperties", "unevaluatedItems",
                                            "$dynamicRef", "$recursiveRef", "dependencies"};
// What holds one schema, a list of schemas, or schemas by name.
constexpr const char* with_schema[] = {
    "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else",
    "additionalItems"};
constexpr const char* with_list[] = {"allOf", "anyOf", "oneOf", "prefixItems"};
constexpr const char* with_names[] = {"properties", "patternProperties", "$defs", "definitions",
                                      "dependentSchemas"};
constexpr std::string_view types[] = {"null",   "boolean", "integer", "number",
                                      "string", "array",   "object"};

tl::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::InvalidConfig, std::move(what));
}

Violation found(std::string what) { return SchemaViolation{.path = {}, .what = std::move(what)}; }

// The same violation, seen from one step further out.
Violation inside(Violation violation, std::string step) {
  if (violation) violation->path.insert(violation->path.begin(), std::move(step));
  return violation;
}

}  // namespace

std::string SchemaViolation::where() const {
  std::string text;
  for (const auto& step : path) text += '/' + step;
  return text.empty() ? "the record" : text;
}

struct JsonSchema::Rules {
  Json root;
  SchemaPatterns patterns;
  std::set<const Json*> seen = {};  // by read(): a schema may refer to itself

  // Looks at all of a schema once, so that check() meets nothing it does not know.
  Result<void> read(const Json& schema, int depth);
  Result<void> read_values(const Json& schema);
  const Json* referred(const std::string& reference) const;

  Violation check(const Json& schema, const Json& value, int depth) const;
  Violation check_choices(const Json& schema, const Json& value, int depth) const;
  Violation check_list(const Json& schema, const Json& value, int depth) const;
  Violation check_object(const Json& schema, const Json& value, int depth) const;
  Violation check_member(const Json& schema, const std::string& name, const Json& value,
                         int depth) const;
};

Result<void> JsonSchema::Rules::read_values(const Json& schema) {
  for (const auto* keyword : unknown_keywords) {
    if (schema.contains(keyword))
      return malformed(fmt::format("the keyword {} is not known here", keyword));
  }
  if (const auto type = schema.find("type"); type != schema.end()) {
    for (const auto& each : type->is_array() ? *type : Json::array({*type})) {
      const bool known = each.is_string() && std::find(std::begin(types), std::end(types),
                                                       each.get<std::string>()) != std::end(types);
      if (!known) return malformed(fmt::format("there is no type {}", each.dump()));
    }
  }
  const auto must_be = [&](const char* keyword, auto is) {
    return !schema.contains(keyword) || (schema[keyword].*is)();
  };
  for (const auto* keyword :
       {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}) {
    if (!must_be(keyword, &Json::is_number))
      return malformed(fmt::format("{} must be a number", keyword));
  }
  if (!must_be("uniqueItems", &Json::is_boolean)) return malformed("uniqueItems must be a boolean");
  for (const auto& others : schema.value("dependentRequired", Json::object())) {
    const bool names =
        others.is_array() && std::all_of(others.begin(), others.end(),
                                         [](const Json& each) { return each.is_string(); });
    if (!names) return malformed("dependentRequired must have lists of names");
  }
  if (!must_be("enum", &Json::is_array) || !must_be("required", &Json::is_array))
    return malformed("enum and required must be lists");
  if (!must_be("pattern", &Json::is_string) || !must_be("format", &Json::is_string) ||
      !must_be("$ref", &Json::is_string))
    return malformed("pattern, format and $ref must be texts");
  if (schema.contains("pattern")) return patterns.add(schema["pattern"].get<std::string>());
  return {};
}

Result<void> JsonSchema::Rules::read(const Json& schema, int depth) {
  if (schema.is_boolean()) return {};
  if (!schema.is_object()) return malformed(fmt::format("{} is no schema", shown(schema)));
  if (!seen.insert(&schema).second) return {};
  if (depth > depth_max) return malformed("it nests too deep");
  if (auto done = read_values(schema); !done) return done;
  if (const auto reference = schema.find("$ref"); reference != schema.end()) {
    const auto* target = referred(reference->get<std::string>());
    if (target == nullptr) {
      return malformed(fmt::format("$ref {} leads nowhere; only places in the same file are known",
                                   reference->dump()));
    }
    if (auto done = read(*target, depth + 1); !done) return done;
  }
  const auto read_all = [&](const Json& schemas) -> Result<void> {
    for (const auto& each : schemas) {
      if (auto done = read(each, depth + 1); !done) return done;
    }
    return {};
  };
  for (const auto* keyword : with_schema) {
    if (!schema.contains(keyword)) continue;
    if (auto done = read(schema[keyword], depth + 1); !done) return done;
  }
  for (const auto* keyword : with_list) {
    if (!schema.contains(keyword)) continue;
    if (auto done = read_all(schema[keyword]); !done) return done;
  }
  for (const auto* keyword : with_names) {
    if (!schema.contains(keyword)) continue;
    if (auto done = read_all(schema[keyword]); !done) return done;
  }
  if (schema.contains("patternProperties")) {
    for (const auto& [pattern, ignored] : schema["patternProperties"].items()) {
      if (auto done = patterns.add(pattern); !done) return done;
    }
  }
  const auto items = schema.find("items");
  if (items == schema.end()) return {};
  return items->is_array() ? read_all(*items) : read(*items, depth + 1);
}

const Json* JsonSchema::Rules::referred(const std::string& reference) const {
  if (reference == "#") return &root;
  if (!reference.starts_with("#/")) return nullptr;
  try {
    return &root.at(Json::json_pointer(reference.substr(1)));
  } catch (const Json::exception&) {
    return nullptr;
  }
}

Violation JsonSchema::Rules::check(const Json& schema, const Json& value, int depth) const {
  if (schema.is_boolean())
    return schema.get<bool>() ? Violation() : found("nothing may stand here");
  if (depth > depth_max) return found("the schema refers to itself without end");
  if (const auto reference = schema.find("$ref"); reference != schema.end()) {
    if (auto wrong = check(*referred(reference->get<std::string>()), value, depth + 1))
      return wrong;
  }
  auto trouble = type_trouble(schema, value);
  // Most fields say no more than that: this saves looking for all the other keywords.
  const auto looked_at = schema.contains("type") + schema.contains("enum");
  if (trouble.empty() && schema.size() == static_cast<std::size_t>(looked_at)) return {};
  if (trouble.empty() && value.is_number()) trouble = number_trouble(schema, value);
  if (trouble.empty() && value.is_string())
    trouble = text_trouble(schema, value.get_ref<const std::string&>(), patterns);
  if (!trouble.empty()) return found(std::move(trouble));
  if (value.is_array()) {
    if (auto wrong = check_list(schema, value, depth)) return wrong;
  }
  if (value.is_object()) {
    if (auto wrong = check_object(schema, value, depth)) return wrong;
  }
  return check_choices(schema, value, depth);
}

Violation JsonSchema::Rules::check_choices(const Json& schema, const Json& value, int depth) const {
  const auto count_fitting = [&](const Json& schemas, Violation& last) {
    std::size_t fitting = 0;
    for (const auto& each : schemas) {
      auto wrong = check(each, value, depth + 1);
      if (!wrong)
        ++fitting;
      else
        last = std::move(wrong);
    }
    return fitting;
  };
  if (const auto all = schema.find("allOf"); all != schema.end()) {
    Violation last;
    if (count_fitting(*all, last) < all->size()) return last;
  }
  if (const auto any = schema.find("anyOf"); any != schema.end()) {
    Violation last;
    if (count_fitting(*any, last) == 0)
      return any->size() == 1 ? last : found(shown(value) + " fits none of anyOf");
  }
  if (const auto one = schema.find("oneOf"); one != schema.end()) {
    Violation last;
    const auto fitting = count_fitting(*one, last);
    if (fitting != 1)
      return found(fmt::format("{} fits {} of oneOf, not one", shown(value), fitting));
  }
  if (const auto not_this = schema.find("not"); not_this != schema.end()) {
    if (!check(*not_this, value, depth + 1)) return found(shown(value) + " is what it must not be");
  }
  if (const auto condition = schema.find("if"); condition != schema.end()) {
    const auto next = schema.find(check(*condition, value, depth + 1) ? "else" : "then");
    if (next != schema.end()) return check(*next, value, depth + 1);
  }
  return {};
}

Violation JsonSchema::Rules::check_list(const Json& schema, const Json& value, int depth) const {
  if (const auto least = schema.find("minItems"); least != schema.end() && value.size() < *least)
    return found(fmt::format("a list of {}, fewer than {}", value.size(), shown(*least)));
  if (const auto most = schema.find("maxItems"); most != schema.end() && value.size() > *most)
    return found(fmt::format("a list of {}, more than {}", value.size(), shown(*most)));
  if (schema.value("uniqueItems", false)) {
    for (auto one = value.begin(); one != value.end(); ++one) {
      if (std::find(one + 1, value.end(), *one) != value.end())
        return found(shown(*one) + " is in the list twice");
    }
  }
  // Draft 7 has a list of items where 2020-12 has prefixItems; what follows has two names, too.
  const auto items = schema.find("items");
  const bool old_tuple = items != schema.end() && items->is_array();
  const auto tuple = old_tuple ? items : schema.find("prefixItems");
  const auto rest = old_tuple ? schema.find("additionalItems") : items;
  const auto placed = tuple == schema.end() ? 0 : tuple->size();
  for (std::size_t i = 0; i < value.size(); ++i) {
    Violation wrong;
    if (i < placed)
      wrong = check((*tuple)[i], value[i], depth + 1);
    else if (rest != schema.end())
      wrong = check(*rest, value[i], depth + 1);
    if (wrong) return inside(std::move(wrong), fmt::to_string(i));
  }
  if (const auto contains = schema.find("contains"); contains != schema.end()) {
    const bool any = std::any_of(value.begin(), value.end(), [&](const Json& each) {
      return !check(*contains, each, depth + 1);
    });
    if (!any) return found("nothing in the list is what it must contain");
  }
  return {};
}

Violation JsonSchema::Rules::check_member(const Json& schema, const std::string& name,
                                          const Json& value, int depth) const {
  bool known = false;
  if (const auto properties = schema.find("properties");
      properties != schema.end() && properties->contains(name)) {
    known = true;
    if (auto wrong = check((*properties)[name], value, depth + 1)) return wrong;
  }
  if (const auto by_pattern = schema.find("patternProperties"); by_pattern != schema.end()) {
    for (const auto& [pattern, of_pattern] : by_pattern->items()) {
      if (!patterns.found(pattern, name)) continue;
      known = true;
      if (auto wrong = check(of_pattern, value, depth + 1)) return wrong;
    }
  }
  const auto others = schema.find("additionalProperties");
  if (known || others == schema.end()) return {};
  if (others->is_boolean() && !others->get<bool>()) return found("there is no such field");
  return check(*others, value, depth + 1);
}

Violation JsonSchema::Rules::check_object(const Json& schema, const Json& value, int depth) const {
  if (const auto required = schema.find("required"); required != schema.end()) {
    for (const auto& name : *required) {
      if (name.is_string() && !value.contains(name.get<std::string>()))
        return found(fmt::format("the field {} is missing", name.dump()));
    }
  }
  if (const auto least = schema.find("minProperties");
      least != schema.end() && value.size() < *least)
    return found(fmt::format("{} fields, fewer than {}", value.size(), shown(*least)));
  if (const auto most = schema.find("maxProperties"); most != schema.end() && value.size() > *most)
    return found(fmt::format("{} fields, more than {}", value.size(), shown(*most)));
  for (const auto& [name, member] : value.items()) {
    if (schema.contains("propertyNames")) {
      if (auto wrong = check(schema["propertyNames"], Json(name), depth + 1))
        return inside(std::move(wrong), name);
    }
    if (auto wrong = check_member(schema, name, member, depth))
      return inside(std::move(wrong), name);
  }
  if (const auto needs = schema.find("dependentRequired"); needs != schema.end()) {
    for (const auto& [name, others] : needs->items()) {
      for (const auto& other : others) {
        if (value.contains(name) && !value.contains(other.get<std::string>()))
          return found(fmt::format("the field {} is missing beside \"{}\"", other.dump(), name));
      }
    }
  }
  if (const auto schemas = schema.find("dependentSchemas"); schemas != schema.end()) {
    for (const auto& [name, other] : schemas->items()) {
      if (!value.contains(name)) continue;
      if (auto wrong = check(other, value, depth + 1)) return wrong;
    }
  }
  return {};
}

JsonSchema::JsonSchema(std::unique_ptr<const Rules> rules) : rules_(std::move(rules)) {}
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

Result<JsonSchema> JsonSchema::parse(const std::string& name, std::string_view text) {
  auto rules = std::make_unique<Rules>();
  try {
    rules->root = Json::parse(text);
  } catch (const Json::parse_error& error) {
    return malformed(fmt::format("{}: no JSON, {}", name,
                                 place_text(text, error.byte == 0 ? 0 : error.byte - 1)));
  }
  if (auto done = rules->read(rules->root, 0); !done)
    return malformed(fmt::format("{}: {}", name, done.error().message));
  return JsonSchema(std::move(rules));
}

std::optional<SchemaViolation> JsonSchema::check(const Json& value) const {
  return rules_->check(rules_->root, value, 0);
}

}  // namespace barnabas
