#pragma once
// Shapes written down in the three schema languages.
//
// A field keeps the name that it has in the JSON. Where a language does not take that name, it gets
// one of the language's, and the schema says beside it what the JSON has: in Avro as the property
// "json" of the field, in Protobuf as json_name.

#include <string>

#include "generator/schemas/schema_format.h"
#include "generator/schemas/schema_shape.h"
#include "protocol/base/result.h"

namespace barnabas {

struct SchemaTextOptions {
  std::string name_space;  // of Avro; the package of Protobuf
};

// An error names the field that the language has no words for, and why.
Result<std::string> schema_text(SchemaFormat format, const SchemaShape& shape,
                                const SchemaTextOptions& options);

// The three behind it. Avro and JSON Schema are indented by two; a text ends with the end of a
// line.
std::string avro_text(const SchemaShape& shape, const SchemaTextOptions& options);
std::string json_schema_text(const SchemaShape& shape);
// A field that is now a text and now a number, an array of arrays, a value that is no object: there
// is nothing of that kind in Protobuf. Enums are strings there: the names of a Protobuf enumeration
// are shared by the whole message, so that they could not be those of the JSON.
Result<std::string> protobuf_text(const SchemaShape& shape, const SchemaTextOptions& options);

}  // namespace barnabas
