// Shapes in JSON Schema's words, draft 7: what Confluent's serializers read.

#include "generator/schemas/json.h"
#include "generator/schemas/schema_text.h"

namespace barnabas {
namespace {

void describe(const SchemaShape& shape, JsonValue& json);

void describe_record(const SchemaShape& record, JsonValue& json) {
  json["title"] = record.name;
  json["type"] = "object";
  auto& properties = json["properties"] = JsonValue::object();
  JsonValue required = JsonValue::array();
  for (const auto& field : record.fields) {
    describe(field.shape, properties[field.name] = JsonValue::object());
    if (field.required) required.push_back(field.name);
  }
  if (!required.empty()) json["required"] = std::move(required);
  json["additionalProperties"] = false;
}

// One keyword "type" can be a list; what needs more than one keyword is listed by anyOf.
void describe_union(const SchemaShape& shape, JsonValue& json) {
  auto& any = json["anyOf"] = JsonValue::array();
  for (const auto& part : shape.parts) {
    JsonValue each = JsonValue::object();
    describe(part, each);
    any.push_back(std::move(each));
  }
  if (shape.nullable) any.push_back({{"type", "null"}});
}

void describe_plain(const SchemaShape& shape, JsonValue& json) {
  switch (shape.kind) {
    case ShapeKind::Nothing:
      json["type"] = "null";
      return;
    case ShapeKind::Boolean:
      json["type"] = "boolean";
      return;
    case ShapeKind::Int:
    case ShapeKind::Long:
      json["type"] = "integer";
      return;
    case ShapeKind::Double:
      json["type"] = "number";
      return;
    case ShapeKind::String:
      json["type"] = "string";
      return;
    case ShapeKind::Timestamp:
      json["type"] = shape.as_text ? "string" : "integer";
      if (shape.as_text) json["format"] = "date-time";
      return;
    case ShapeKind::Date:
      json["type"] = "string";
      json["format"] = "date";
      return;
    case ShapeKind::Enum:
      json["type"] = "string";
      json["enum"] = shape.symbols;
      return;
    case ShapeKind::Array:
      json["type"] = "array";
      describe(shape.parts[0], json["items"] = JsonValue::object());
      return;
    case ShapeKind::Map:
      json["type"] = "object";
      describe(shape.parts[0], json["additionalProperties"] = JsonValue::object());
      return;
    case ShapeKind::Record:
      describe_record(shape, json);
      return;
    case ShapeKind::Union:
      describe_union(shape, json);
      return;
  }
}

void describe(const SchemaShape& shape, JsonValue& json) {
  describe_plain(shape, json);
  if (!shape.nullable || shape.kind == ShapeKind::Union || shape.kind == ShapeKind::Nothing) return;
  json["type"] = JsonValue::array({json["type"], "null"});
  if (json.contains("enum")) json["enum"].push_back(nullptr);
}

}  // namespace

std::string json_schema_text(const SchemaShape& shape) {
  JsonValue json = JsonValue::object();
  json["$schema"] = "http://json-schema.org/draft-07/schema#";
  describe(shape, json);
  return json.dump(2) + "\n";
}

}  // namespace barnabas
