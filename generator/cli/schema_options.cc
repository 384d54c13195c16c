#include "generator/cli/schema_options.h"

#include <fmt/format.h>

#include <filesystem>

#include "generator/outputs/kafka_config.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr const char* kSchemaGroup = "Schemas";
constexpr const char* default_registry_config = "./kafka/registry.properties";

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

// A flag that may stay unsaid: "", "true" or "false".
void add_switch(Command& command, OptionText text, std::string& target) {
  bool unused = false;
  command.flag(text, unused);
  command.options.back().store = [&target](const std::string& given) {
    if (!given.empty() && given != "true" && given != "false")
      return fmt::format("takes no value but true or false, not '{}'", given);
    target = given == "false" ? "false" : "true";
    return std::string();
  };
}

std::string setting(const JrConfig* users, const char* name) {
  const auto found = users == nullptr ? std::nullopt : users->setting(name);
  return found ? std::string(*found) : "";
}

Result<SchemaFormat> format_of_serializer(const std::string& name) {
  if (name == "avro" || name == "avro-generic") return SchemaFormat::Avro;
  if (name == "json-schema" || name == "json") return SchemaFormat::Json;
  if (name == "protobuf") return SchemaFormat::Protobuf;
  const std::vector<std::string> known{"avro", "json-schema", "protobuf"};
  return wrong(
      fmt::format("there is no serializer '{}'; there are avro, json-schema and protobuf.{}", name,
                  did_you_mean(name, known)));
}

Result<SchemaFormat> format_of_file(const std::string& file) {
  const auto extension = std::filesystem::path(file).extension();
  if (extension == ".avsc") return SchemaFormat::Avro;
  if (extension == ".json") return SchemaFormat::Json;
  if (extension == ".proto") return SchemaFormat::Protobuf;
  return wrong(fmt::format(
      "--schema: '{}' ends neither in .avsc (Avro) nor in .json (JSON Schema) nor in .proto "
      "(Protobuf)",
      file));
}

// From the address on the command line, else from a file: that of the command line, of
// jrconfig.json, or where JR has it.
Result<RegistryConfig> registry_of(const SchemaOptions& options, const JrConfig* users) {
  RegistryConfig config;
  auto path = options.registry_config;
  if (path.empty()) path = setting(users, "registryConfig");
  std::error_code ignored;
  if (path.empty() && std::filesystem::is_regular_file(default_registry_config, ignored))
    path = default_registry_config;
  const bool readable =
      !options.registry_config.empty() || std::filesystem::is_regular_file(path, ignored);
  if (!path.empty() && (readable || options.registry_url.empty())) {
    const auto properties = read_kafka_properties(path);
    if (!properties) {
      return fail(properties.error().code,
                  fmt::format("{} (--schemaRegistry=false sends values as they are)",
                              properties.error().message));
    }
    auto read = read_registry_config(path, *properties);
    if (!read) return tl::unexpected(read.error());
    config = *std::move(read);
  }
  if (!options.registry_url.empty()) {
    auto urls = parse_registry_urls(options.registry_url);
    if (!urls) return wrong("--registry-url: " + urls.error().message);
    config.urls = *std::move(urls);
  }
  if (!config.urls.empty()) return config;
  if (!path.empty())
    return fail(ErrorCode::InvalidConfig, fmt::format("{}: schemaRegistryURL is missing", path));
  return wrong(
      "no schema registry is named: give --registry-url URL, or --registryConfig FILE with "
      "schemaRegistryURL in it");
}

}  // namespace

void add_schema_options(Command& command, SchemaOptions& options) {
  add_switch(command,
             {.names = "-s,--schemaRegistry",
              .text = "Write values by schemas of a registry, in Confluent's framing; for output "
                      "kafka",
              .group = kSchemaGroup},
             options.use_registry);
  command.option({.names = "--serializer",
                  .value = "NAME",
                  .text = "avro (avro-generic is the same), json-schema or protobuf",
                  .default_value = "json-schema",
                  .group = kSchemaGroup},
                 options.serializer);
  command.option({.names = "--registry-url",
                  .value = "URL",
                  .text = "The registry, for instance http://127.0.0.1:8081; says --schemaRegistry",
                  .group = kSchemaGroup},
                 options.registry_url);
  command.option({.names = "--registryConfig",
                  .value = "FILE",
                  .text = "schemaRegistryURL, schemaRegistryUser, schemaRegistryPassword, and "
                          "certificates (ssl.ca.location ...), one NAME=VALUE a line",
                  .default_value = "./kafka/registry.properties, if there is one",
                  .group = kSchemaGroup},
                 options.registry_config);
  add_switch(command,
             {.names = "--autoRegisterSchemas",
              .text = "Add the schema to the registry; with =false the subject's latest one is "
                      "used, and one of --schema must be there",
              .default_value = "true",
              .group = kSchemaGroup},
             options.auto_register);
}

void add_schema_file_option(Command& command, SchemaOptions& options) {
  command.option({.names = "--schema",
                  .value = "FILE",
                  .text = "The schema, .avsc, .json or .proto (FILE#MESSAGE for another message "
                          "than the first); without it the schema is inferred from samples",
                  .group = kSchemaGroup},
                 options.file);
}

Result<std::optional<SchemaPlan>> plan_schemas(const SchemaOptions& options, const JrConfig* users,
                                               bool into_kafka) {
  const bool said = options.use_registry == "true" ||
                    (options.use_registry.empty() && !options.registry_url.empty());
  const bool configured =
      options.use_registry.empty() && setting(users, "schemaRegistry") == "true" && into_kafka;
  if (!said && !configured) {
    const bool half = !options.serializer.empty() || !options.file.empty() ||
                      !options.registry_config.empty() || !options.auto_register.empty();
    if (half && options.use_registry.empty()) {
      return wrong(
          "--serializer, --schema, --registryConfig and --autoRegisterSchemas go with "
          "--schemaRegistry");
    }
    return std::nullopt;
  }
  if (!into_kafka)
    return wrong("--schemaRegistry is for records that go to Kafka: give --output kafka");
  SchemaPlan plan;
  auto registry = registry_of(options, users);
  if (!registry) return tl::unexpected(registry.error());
  plan.registry = *std::move(registry);
  plan.auto_register = options.auto_register != "false";
  auto serializer = options.serializer;
  if (serializer.empty() && options.file.empty()) serializer = setting(users, "serializer");
  if (!serializer.empty()) {
    auto format = format_of_serializer(serializer);
    if (!format) return tl::unexpected(format.error());
    plan.format = *format;
  }
  if (!options.file.empty()) {
    const auto hash = options.file.rfind('#');
    plan.file = options.file.substr(0, hash);
    if (hash != std::string::npos) plan.message = options.file.substr(hash + 1);
    const auto format = format_of_file(plan.file);
    if (!format) return tl::unexpected(format.error());
    if (plan.format && *plan.format != *format) {
      return wrong(
          fmt::format("--serializer {} does not go with --schema {}", serializer, plan.file));
    }
    plan.format = *format;
  }
  if (!plan.format && plan.auto_register) plan.format = SchemaFormat::Json;
  return plan;
}

}  // namespace barnabas
