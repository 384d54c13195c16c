#pragma once
// AvroSchema: an .avsc as a tree of types.
//
// Names are resolved: a record may contain itself. Aliases and ordering mean nothing to a writer
// and are read past.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "generator/schemas/json.h"

namespace barnabas {

enum class AvroKind : std::uint8_t {
  Null,
  Boolean,
  Int,
  Long,
  Float,
  Double,
  Bytes,
  String,
  Record,
  Enum,
  Array,
  Map,
  Union,
  Fixed
};

enum class AvroLogical : std::uint8_t {
  None,
  Date,
  TimeMillis,
  TimeMicros,
  TimestampMillis,
  TimestampMicros,
  Decimal
};

struct AvroField;

struct AvroType {
  AvroKind kind = AvroKind::Null;
  AvroLogical logical = AvroLogical::None;
  std::string name;                    // of a record, enumeration or fixed: in full
  std::vector<std::string> symbols;    // of an enumeration
  std::vector<AvroField> fields;       // of a record
  std::vector<const AvroType*> parts;  // items, values, or branches
  std::size_t size = 0;                // of a fixed
  int scale = 0;                       // of a decimal
};

struct AvroField {
  std::string name;
  std::string json_name;  // what the JSON calls it
  const AvroType* type = nullptr;
  JsonValue default_value;
  bool has_default = false;
};

class AvroSchema {
 public:
  // An error says which part of the schema is wrong.
  static Result<AvroSchema> parse(std::string_view text);

  const AvroType& root() const { return *root_; }

 private:
  friend class AvroSchemaReader;
  std::deque<AvroType> types_;  // of which addresses stay
  const AvroType* root_ = nullptr;
};

// What a type is called in messages: "int", "Order", "null or string".
std::string describe(const AvroType& type);

}  // namespace barnabas
