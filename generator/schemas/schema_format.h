#pragma once
// The schema languages that there are.

#include <cstdint>
#include <optional>
#include <string_view>

namespace barnabas {

enum class SchemaFormat : std::uint8_t { Avro, Json, Protobuf };

// As registries call them: "AVRO", "JSON", "PROTOBUF".
constexpr std::string_view registry_name(SchemaFormat format) {
  switch (format) {
    case SchemaFormat::Avro:
      return "AVRO";
    case SchemaFormat::Json:
      return "JSON";
    case SchemaFormat::Protobuf:
      return "PROTOBUF";
  }
  return "";
}

// As people call them.
constexpr std::string_view format_name(SchemaFormat format) {
  switch (format) {
    case SchemaFormat::Avro:
      return "Avro";
    case SchemaFormat::Json:
      return "JSON Schema";
    case SchemaFormat::Protobuf:
      return "Protobuf";
  }
  return "";
}

}  // namespace barnabas
