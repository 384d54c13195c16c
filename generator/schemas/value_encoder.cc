#include "generator/schemas/value_encoder.h"

namespace barnabas {

Result<std::unique_ptr<ValueEncoder>> make_value_encoder(SchemaFormat format, std::string_view name,
                                                         std::string_view text,
                                                         std::string_view message) {
  switch (format) {
    case SchemaFormat::Avro:
      return make_avro_encoder(name, text);
    case SchemaFormat::Json:
      return make_json_encoder(name, text);
    case SchemaFormat::Protobuf:
      return make_protobuf_encoder(name, text, message);
  }
  return fail(ErrorCode::InvalidConfig, "there is no such schema language");
}

}  // namespace barnabas
