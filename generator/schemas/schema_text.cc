#include "generator/schemas/schema_text.h"

namespace barnabas {

Result<std::string> schema_text(SchemaFormat format, const SchemaShape& shape,
                                const SchemaTextOptions& options) {
  switch (format) {
    case SchemaFormat::Avro:
      return avro_text(shape, options);
    case SchemaFormat::Json:
      return json_schema_text(shape);
    case SchemaFormat::Protobuf:
      return protobuf_text(shape, options);
  }
  return std::string();
}

}  // namespace barnabas
