#pragma once
// ValueEncoder: a schema that values are written by.
//
// Takes values as the JSON that templates render and gives the bytes that go behind the head of
// Confluent's framing. One thread at a time.

#include <memory>
#include <string>
#include <string_view>

#include "generator/schemas/schema_format.h"
#include "protocol/base/result.h"

namespace barnabas {

class ValueEncoder {
 public:
  virtual ~ValueEncoder() = default;

  // Appends the bytes of a value; with Protobuf, the indexes of the message before them. An error
  // names the field, and what the schema expects there; then `out` is as it was.
  virtual Result<void> encode(std::string_view value, std::string& out) = 0;
};

// Reads a schema. `name` is for messages. `message` is for Protobuf: which message the values are,
// "Order" or "Order.Line"; "" is the first one. An error says where in the schema.
Result<std::unique_ptr<ValueEncoder>> make_value_encoder(SchemaFormat format, std::string_view name,
                                                         std::string_view text,
                                                         std::string_view message = {});

// The three behind it.
Result<std::unique_ptr<ValueEncoder>> make_avro_encoder(std::string_view name,
                                                        std::string_view text);
Result<std::unique_ptr<ValueEncoder>> make_json_encoder(std::string_view name,
                                                        std::string_view text);
Result<std::unique_ptr<ValueEncoder>> make_protobuf_encoder(std::string_view name,
                                                            std::string_view text,
                                                            std::string_view message);

}  // namespace barnabas
