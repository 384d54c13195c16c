// What JR has and this program does not have yet. It is taken where JR takes it, so that a command
// line of JR's gets a straight answer, and it is shown nowhere.

#include <fmt/format.h>

#include <memory>

#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/run_command.h"
#include "generator/cli/workspace.h"

namespace barnabas {
namespace {

constexpr const char* outputs = "this output is not built yet; there are stdout, file and kafka";

struct Unbuilt {
  const char* names;
  const char* value;  // "" for a flag
  const char* why;
};

constexpr Unbuilt options_of_run[] = {
    {"--redis.ttl", "DURATION", outputs},       {"--httpConfig", "FILE", outputs},
    {"--redisConfig", "FILE", outputs},         {"--mongoConfig", "FILE", outputs},
    {"--elasticConfig", "FILE", outputs},       {"--s3Config", "FILE", outputs},
    {"--awsDynamoDBConfig", "FILE", outputs},   {"--gcsConfig", "FILE", outputs},
    {"--azBlobStorageConfig", "FILE", outputs}, {"--azCosmosDBConfig", "FILE", outputs},
    {"--cassandraConfig", "FILE", outputs},     {"--luascriptConfig", "FILE", outputs},
    {"--wasmConfig", "FILE", outputs},          {"--wampConfig", "FILE", outputs},
    {"--wampRpcConfig", "FILE", outputs},
};

}  // namespace

void add_unbuilt_options(Command& command) {
  for (const auto& each : options_of_run) {
    auto ignored = std::make_shared<std::string>();
    command.option({.names = each.names, .value = each.value, .group = kHiddenOptions}, *ignored);
    command.options.back().store = [why = each.why](const std::string& given) {
      return given == "false" ? std::string() : std::string(why);
    };
  }
}

}  // namespace barnabas
