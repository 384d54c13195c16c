// Shapes in Avro's words.

#include "generator/schemas/json.h"
#include "generator/schemas/names.h"
#include "generator/schemas/schema_text.h"

namespace barnabas {
namespace {

JsonValue type_of(const SchemaShape& shape);

JsonValue logical(const char* type, const char* logical_type) {
  JsonValue json = JsonValue::object();
  json["type"] = type;
  json["logicalType"] = logical_type;
  return json;
}

JsonValue fields_of(const SchemaShape& record) {
  JsonValue fields = JsonValue::array();
  for (const auto& field : record.fields) {
    JsonValue json = JsonValue::object();
    json["name"] = schema_name(field.name);
    json["type"] = type_of(field.shape);
    // What lacks the field reads as null; and the field may be dropped later.
    if (field.shape.nullable || field.shape.kind == ShapeKind::Nothing) json["default"] = nullptr;
    if (!is_schema_name(field.name)) json["json"] = field.name;
    fields.push_back(std::move(json));
  }
  return fields;
}

JsonValue plain_type_of(const SchemaShape& shape) {
  JsonValue json = JsonValue::object();
  switch (shape.kind) {
    case ShapeKind::Nothing:
      return "null";
    case ShapeKind::Boolean:
      return "boolean";
    case ShapeKind::Int:
      return "int";
    case ShapeKind::Long:
      return "long";
    case ShapeKind::Double:
      return "double";
    case ShapeKind::String:
      return "string";
    case ShapeKind::Timestamp:
      return logical("long", "timestamp-millis");
    case ShapeKind::Date:
      return logical("int", "date");
    case ShapeKind::Enum:
      json["type"] = "enum";
      json["name"] = shape.name;
      json["symbols"] = shape.symbols;
      return json;
    case ShapeKind::Array:
      json["type"] = "array";
      json["items"] = type_of(shape.parts[0]);
      return json;
    case ShapeKind::Map:
      json["type"] = "map";
      json["values"] = type_of(shape.parts[0]);
      return json;
    case ShapeKind::Record:
      json["type"] = "record";
      json["name"] = shape.name;
      json["fields"] = fields_of(shape);
      return json;
    case ShapeKind::Union:
      json = JsonValue::array();
      for (const auto& part : shape.parts) json.push_back(type_of(part));
      return json;
  }
  return json;
}

// Nothing but null was seen: a string may come one day.
JsonValue type_of(const SchemaShape& shape) {
  if (shape.kind == ShapeKind::Nothing) return JsonValue::array({"null", "string"});
  auto type = plain_type_of(shape);
  if (!shape.nullable) return type;
  if (!type.is_array()) return JsonValue::array({"null", std::move(type)});
  type.insert(type.begin(), "null");
  return type;
}

}  // namespace

std::string avro_text(const SchemaShape& shape, const SchemaTextOptions& options) {
  auto type = type_of(shape);
  if (!options.name_space.empty() && type.is_object() && type.contains("name")) {
    JsonValue with = JsonValue::object();
    for (const auto& [key, value] : type.items()) {
      with[key] = value;
      if (key == "name") with["namespace"] = options.name_space;
    }
    type = std::move(with);
  }
  return type.dump(2) + "\n";
}

}  // namespace barnabas
