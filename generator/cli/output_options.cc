#include "generator/cli/output_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr const char* kOutputGroup = "Where to";
constexpr std::pair<const char*, const char*> outputs_there_are[] = {
    {"stdout", "text on the standard output, in the form of the output template"},
    {"file", "the same into the file that --file names, compressed and rolling if wanted"},
    {"exec", "the same on the standard input of the program that --exec names"},
    {"kafka", "records into a topic; every property of librdkafka through -F and -X"},
};
constexpr const char* outputs_of_jr[] = {
    "http", "redis",         "mongo",      "mongodb",   "elastic",    "s3",
    "gcs",  "azblobstorage", "azcosmosdb", "cassandra", "luascript",  "wasm",
    "wamp", "wamprpc",       "json",       "test",      "awsdynamodb"};

constexpr const char* default_kafka_config = "./kafka/config.properties";

bool names_servers(const OutputOptions& options) {
  return !options.bootstrap_server.empty() ||
         !property(options.properties, "bootstrap.servers").empty();
}

}  // namespace

void add_output_options(Command& command, OutputOptions& options) {
  if (const char* server = std::getenv("BARNABAS_BOOTSTRAP_SERVER"))
    options.bootstrap_server = server;
  command.option({.names = "-b,--bootstrap-server",
                  .value = "HOST:PORT",
                  .text = "A broker, several separated by commas; the variable "
                          "BARNABAS_BOOTSTRAP_SERVER sets it too",
                  .default_value = "127.0.0.1:9092",
                  .group = kOutputGroup},
                 options.bootstrap_server);
  command.option({.names = "-F,--kafkaConfig",
                  .value = "FILE",
                  .text = "Properties of librdkafka, one NAME=VALUE a line",
                  .default_value = "./kafka/config.properties, if there is one",
                  .group = kOutputGroup},
                 options.kafka_config);
  command.option({.names = "-X,--property",
                  .value = "NAME=VALUE",
                  .text = "A property of librdkafka, for instance compression.type=zstd; may be "
                          "given several times, and wins over the file",
                  .group = kOutputGroup},
                 options.properties);
  command.flag({.names = "-a,--autocreate",
                .text = "Make topics that are missing, with 6 partitions and 3 replicas, or as "
                        "many as there are brokers",
                .group = kOutputGroup},
               options.autocreate);
  add_text_options(command, options.text);
  add_proof_options(command, options.proof);
}

Result<void> check_output(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, what] : outputs_there_are) {
    if (name == known) return {};
    names.emplace_back(known);
  }
  const auto there_are = fmt::format("{}", fmt::join(names, ", "));
  const auto* unbuilt = std::find(std::begin(outputs_of_jr), std::end(outputs_of_jr), name);
  if (unbuilt != std::end(outputs_of_jr)) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("output '{}' is not built yet; there are {}", name, there_are));
  }
  return fail(ErrorCode::InvalidRequest, fmt::format("there is no output '{}'; there are {}.{}",
                                                     name, there_are, did_you_mean(name, names)));
}

std::vector<std::pair<std::string, std::string>> known_outputs() {
  return {std::begin(outputs_there_are), std::end(outputs_there_are)};
}

Result<KafkaConfig> kafka_config(const OutputOptions& options, const JrConfig* users) {
  KafkaConfig config{.autocreate = options.autocreate};
  std::error_code ignored;
  auto path = options.kafka_config;
  if (path.empty()) {
    const auto configured = users == nullptr ? std::nullopt : users->setting("kafkaConfig");
    path = configured ? std::string(*configured) : default_kafka_config;
    const bool needed = configured && !names_servers(options);
    if (!needed && !std::filesystem::is_regular_file(path, ignored)) path.clear();
  }
  if (!path.empty()) {
    auto properties = read_kafka_properties(path);
    if (!properties) return tl::unexpected(properties.error());
    config.properties = *std::move(properties);
  }
  if (!options.bootstrap_server.empty())
    config.properties.emplace_back("bootstrap.servers", options.bootstrap_server);
  config.properties.insert(config.properties.end(), options.properties.begin(),
                           options.properties.end());
  if (users != nullptr && users->setting("autoCreate") == "true") config.autocreate = true;
  return config;
}

}  // namespace barnabas
