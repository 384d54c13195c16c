#include "generator/cli/unbuilt.h"

#include <fmt/format.h>

#include <memory>

namespace barnabas {
namespace {

struct Instead {
  const char* output;  // of JR
  const char* option;  // that names its configuration; "" where there is none
  const char* use;
};

constexpr Instead outputs_of_jr[] = {
    {"gcs", "--gcsConfig",
     "output s3 with endpoint=https://storage.googleapis.com and an HMAC key of the bucket"},
    {"azblobstorage", "--azBlobStorageConfig",
     "output exec with 'azcopy copy URL --from-to PipeBlob'"},
    {"azcosmosdb", "--azCosmosDBConfig", "output mongo with the account's address for MongoDB"},
    {"cassandra", "--cassandraConfig",
     "output exec with 'cqlsh', and an output template that says INSERT INTO ... JSON"},
    {"awsdynamodb", "--awsDynamoDBConfig",
     "output exec with a program that reads lines of JSON, or output s3 and an import from there"},
    {"luascript", "--luascriptConfig", "output exec with 'lua SCRIPT'"},
    {"wasm", "--wasmConfig", "output exec with 'wasmtime MODULE'"},
    {"wamp", "--wampConfig", "output exec with a program that publishes lines"},
    {"wamprpc", "--wampRpcConfig", "output exec with a program that calls the procedure"},
    {"json", "", "output stdout"},
    {"test", "", "output stdout"},
};

void refuse(Command& command, const char* names, std::string why) {
  auto ignored = std::make_shared<std::string>();
  command.option({.names = names, .value = "FILE", .group = kHiddenOptions}, *ignored);
  command.options.back().store = [why = std::move(why)](const std::string&) { return why; };
}

}  // namespace

void add_unbuilt_options(Command& command) {
  for (const auto& each : outputs_of_jr) {
    if (*each.option != '\0')
      refuse(command, each.option,
             fmt::format("there is no output {} here; use {}", each.output, each.use));
  }
}

const char* instead_of_output(const std::string& name) {
  for (const auto& each : outputs_of_jr) {
    if (name == each.output) return each.use;
  }
  return nullptr;
}

}  // namespace barnabas
