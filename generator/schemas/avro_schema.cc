#include "generator/schemas/avro_schema.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

namespace barnabas {
namespace {

constexpr std::pair<std::string_view, AvroKind> primitives[] = {
    {"null", AvroKind::Null},    {"boolean", AvroKind::Boolean}, {"int", AvroKind::Int},
    {"long", AvroKind::Long},    {"float", AvroKind::Float},     {"double", AvroKind::Double},
    {"bytes", AvroKind::Bytes},  {"string", AvroKind::String},   {"record", AvroKind::Record},
    {"error", AvroKind::Record}, {"enum", AvroKind::Enum},       {"array", AvroKind::Array},
    {"map", AvroKind::Map},      {"fixed", AvroKind::Fixed},
};

struct LogicalName {
  std::string_view name;
  AvroLogical logical;
  AvroKind of;
};
constexpr LogicalName logicals[] = {
    {"date", AvroLogical::Date, AvroKind::Int},
    {"time-millis", AvroLogical::TimeMillis, AvroKind::Int},
    {"time-micros", AvroLogical::TimeMicros, AvroKind::Long},
    {"timestamp-millis", AvroLogical::TimestampMillis, AvroKind::Long},
    {"timestamp-micros", AvroLogical::TimestampMicros, AvroKind::Long},
    {"local-timestamp-millis", AvroLogical::TimestampMillis, AvroKind::Long},
    {"local-timestamp-micros", AvroLogical::TimestampMicros, AvroKind::Long},
};

std::optional<AvroKind> kind_named(std::string_view name) {
  for (const auto& [known, kind] : primitives) {
    if (name == known) return kind;
  }
  return std::nullopt;
}

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::InvalidConfig, std::move(message));
}

std::string text_at(const JsonValue& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

constexpr int depth_max = 64;

}  // namespace

class AvroSchemaReader {
 public:
  explicit AvroSchemaReader(AvroSchema& schema) : schema_(schema) {}

  Result<const AvroType*> read(const JsonValue& json, const std::string& name_space,
                               int depth = 0) {
    if (depth > depth_max) return wrong("types are nested too deeply");
    if (json.is_string()) return named(json.get<std::string>(), name_space);
    if (json.is_array()) return read_union(json, name_space, depth);
    if (!json.is_object()) return wrong(fmt::format("expected a type, found {}", excerpt(json)));
    const auto type = json.find("type");
    if (type == json.end()) return wrong(fmt::format("'type' is missing in {}", excerpt(json)));
    // {"type": {"type": "int"}} is {"type": "int"}.
    if (!type->is_string()) return read(*type, name_space, depth + 1);
    const auto kind = kind_named(type->get<std::string>());
    if (!kind) return named(type->get<std::string>(), name_space);
    auto& made = schema_.types_.emplace_back();
    made.kind = *kind;
    if (auto read = read_parts(json, made, name_space, depth); !read)
      return tl::unexpected(read.error());
    if (auto read = read_logical(json, made); !read) return tl::unexpected(read.error());
    return &made;
  }

 private:
  Result<const AvroType*> named(const std::string& name, const std::string& name_space) {
    const auto kind = kind_named(name);
    if (kind && *kind < AvroKind::Record) {
      auto& known = primitives_[*kind];
      if (known == nullptr) {
        known = &schema_.types_.emplace_back();
        schema_.types_.back().kind = *kind;
      }
      return known;
    }
    for (const auto& full : {qualified(name, name_space), name}) {
      const auto found = types_.find(full);
      if (found != types_.end()) return found->second;
    }
    return wrong(fmt::format("there is no type '{}'; a type is defined before it is used", name));
  }

  static std::string qualified(const std::string& name, const std::string& name_space) {
    const bool has_dot = name.find('.') != std::string::npos;
    return has_dot || name_space.empty() ? name : name_space + "." + name;
  }

  Result<const AvroType*> read_union(const JsonValue& json, const std::string& name_space,
                                     int depth) {
    auto& made = schema_.types_.emplace_back();
    made.kind = AvroKind::Union;
    for (const auto& branch : json) {
      auto type = read(branch, name_space, depth + 1);
      if (!type) return type;
      if ((*type)->kind == AvroKind::Union) return wrong("a union directly inside of a union");
      made.parts.push_back(*type);
    }
    if (made.parts.empty()) return wrong("a union without branches");
    return &made;
  }

  Result<void> read_parts(const JsonValue& json, AvroType& made, std::string name_space,
                          int depth) {
    if (made.kind == AvroKind::Array || made.kind == AvroKind::Map) {
      const char* key = made.kind == AvroKind::Array ? "items" : "values";
      if (!json.contains(key)) return wrong(fmt::format("'{}' is missing", key));
      auto part = read(json[key], name_space, depth + 1);
      if (!part) return tl::unexpected(part.error());
      made.parts.push_back(*part);
      return {};
    }
    const bool has_name = made.kind == AvroKind::Record || made.kind == AvroKind::Enum ||
                          made.kind == AvroKind::Fixed;
    if (!has_name) return {};
    const auto name = text_at(json, "name");
    if (name.empty()) return wrong(fmt::format("'name' is missing in {}", excerpt(json)));
    if (json.contains("namespace")) name_space = text_at(json, "namespace");
    made.name = qualified(name, name_space);
    const auto dot = made.name.rfind('.');
    name_space = dot == std::string::npos ? "" : made.name.substr(0, dot);
    if (!types_.emplace(made.name, &made).second)
      return wrong(fmt::format("'{}' is defined twice", made.name));
    if (made.kind == AvroKind::Record) return read_fields(json, made, name_space, depth);
    if (made.kind == AvroKind::Enum) return read_symbols(json, made);
    const auto size = json.find("size");
    if (size == json.end() || !size->is_number_unsigned())
      return wrong(fmt::format("fixed '{}' has no size", made.name));
    made.size = size->get<std::size_t>();
    return {};
  }

  Result<void> read_fields(const JsonValue& json, AvroType& record, const std::string& name_space,
                           int depth) {
    const auto fields = json.find("fields");
    if (fields == json.end() || !fields->is_array())
      return wrong(fmt::format("record '{}' has no fields", record.name));
    std::vector<AvroField> made;
    for (const auto& field : *fields) {
      const auto name = field.is_object() ? text_at(field, "name") : "";
      if (name.empty() || !field.contains("type")) {
        return wrong(
            fmt::format("a field of '{}' lacks name or type: {}", record.name, excerpt(field)));
      }
      auto type = read(field["type"], name_space, depth + 1);
      if (!type) {
        return wrong(
            fmt::format("field '{}' of '{}': {}", name, record.name, type.error().message));
      }
      const auto json_name = text_at(field, "json");
      AvroField each{
          .name = name, .json_name = json_name.empty() ? name : json_name, .type = *type};
      if (const auto found = field.find("default"); found != field.end()) {
        each.has_default = true;
        each.default_value = *found;
      }
      made.push_back(std::move(each));
    }
    record.fields = std::move(made);
    return {};
  }

  static Result<void> read_symbols(const JsonValue& json, AvroType& made) {
    const auto symbols = json.find("symbols");
    if (symbols == json.end() || !symbols->is_array() || symbols->empty())
      return wrong(fmt::format("enum '{}' has no symbols", made.name));
    for (const auto& symbol : *symbols) {
      if (!symbol.is_string())
        return wrong(fmt::format("enum '{}': {} is no symbol", made.name, excerpt(symbol)));
      made.symbols.push_back(symbol.get<std::string>());
    }
    return {};
  }

  // One that is not known, or does not go with the type, means nothing: so says the specification.
  static Result<void> read_logical(const JsonValue& json, AvroType& made) {
    const auto name = text_at(json, "logicalType");
    for (const auto& each : logicals) {
      if (name == each.name && made.kind == each.of) made.logical = each.logical;
    }
    if (name != "decimal" || (made.kind != AvroKind::Bytes && made.kind != AvroKind::Fixed))
      return {};
    made.logical = AvroLogical::Decimal;
    const auto scale = json.find("scale");
    if (scale == json.end()) return {};
    if (!scale->is_number_unsigned() || scale->get<std::uint64_t>() > 18)
      return wrong("a decimal's scale is 0 to 18 here");
    made.scale = scale->get<int>();
    return {};
  }

  AvroSchema& schema_;
  std::map<std::string, const AvroType*> types_;
  std::map<AvroKind, const AvroType*> primitives_;
};

Result<AvroSchema> AvroSchema::parse(std::string_view text) {
  auto json = parse_json(text);
  if (!json) return tl::unexpected(json.error());
  AvroSchema schema;
  auto root = AvroSchemaReader(schema).read(*json, "");
  if (!root) return tl::unexpected(root.error());
  schema.root_ = *root;
  return schema;
}

std::string describe(const AvroType& type) {
  if (type.kind == AvroKind::Enum) return fmt::format("one of {}", fmt::join(type.symbols, ", "));
  if (!type.name.empty()) return type.name;
  if (type.kind == AvroKind::Union) {
    std::string text;
    for (const auto* branch : type.parts) text += (text.empty() ? "" : " or ") + describe(*branch);
    return text;
  }
  for (const auto& each : logicals) {
    if (type.logical == each.logical) return std::string(each.name);
  }
  if (type.logical == AvroLogical::Decimal) return "decimal";
  for (const auto& [name, kind] : primitives) {
    if (kind == type.kind) return std::string(name);
  }
  return "";
}

}  // namespace barnabas
