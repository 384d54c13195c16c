#pragma once
// What a command line, and JR's jrconfig.json, say about schemas.

#include <optional>
#include <string>

#include "cli/command.h"
#include "generator/emitters/jr_config.h"
#include "generator/schemas/registry_config.h"
#include "generator/schemas/schema_format.h"

namespace barnabas {

// As given; "" where it is not.
struct SchemaOptions {
  std::string use_registry;  // "true" or "false"
  std::string registry_config;
  std::string registry_url;
  std::string serializer;
  std::string auto_register;  // "true" or "false"
  std::string file;           // FILE or FILE#MESSAGE
};
void add_schema_options(Command& command, SchemaOptions& options);
// The file of a schema: for commands with one stream.
void add_schema_file_option(Command& command, SchemaOptions& options);

// What is to be done.
struct SchemaPlan {
  RegistryConfig registry;
  std::optional<SchemaFormat> format;  // none: that of what the registry has
  bool auto_register = true;
  std::string file;  // "": inferred
  std::string message;
};

// Nothing: values are sent as they are. `into_kafka` tells whether anything goes to Kafka.
Result<std::optional<SchemaPlan>> plan_schemas(const SchemaOptions& options, const JrConfig* users,
                                               bool into_kafka);

}  // namespace barnabas
