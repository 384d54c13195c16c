#pragma once
// SchemaShape: what the values of a stream have in common, in words of no schema language.
//
// It is inferred from samples (inference.h) and written down as Avro, JSON Schema or Protobuf
// (schema_text.h).

#include <cstdint>
#include <string>
#include <vector>

namespace barnabas {

enum class ShapeKind : std::uint8_t {
  Nothing,  // only null was seen
  Boolean,
  Int,
  Long,
  Double,
  String,
  Enum,
  Timestamp,  // a number of milliseconds since 1970, or a text if `as_text`
  Date,       // 2026-05-17
  Array,      // of parts[0]
  Map,        // from strings to parts[0]
  Record,
  Union,  // one of parts
};

struct SchemaField;

struct SchemaShape {
  ShapeKind kind = ShapeKind::Nothing;
  bool nullable = false;
  bool as_text = false;
  std::string name;  // of a Record or an Enum; no two in a schema have the same
  std::vector<std::string> symbols;
  std::vector<SchemaShape> parts;
  std::vector<SchemaField> fields;
};

struct SchemaField {
  std::string name;
  SchemaShape shape;
  bool required = true;  // there in every sample; one that is not is nullable too
};

}  // namespace barnabas
