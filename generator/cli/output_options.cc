#include "generator/cli/output_options.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "generator/cli/unbuilt.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr const char* kOutputGroup = "Where to";
constexpr std::pair<const char*, const char*> outputs_there_are[] = {
    {"stdout", "text on the standard output, in the form of the output template"},
    {"file", "the same into the file that --file names, compressed and rolling if wanted"},
    {"exec", "the same on the standard input of the program that --exec names"},
    {"kafka", "records into a topic; every property of librdkafka through -F and -X"},
    {"http", "requests to a server: one for each record, or for several"},
    {"elastic", "documents into an index of Elasticsearch or OpenSearch, in bulk"},
    {"opensearch", "the same"},
    {"s3", "objects in a bucket of S3 or a server like it: one for each record, or JSON lines"},
    {"redis", "keys, or the ends of lists, streams and channels"},
    {"mongo", "documents into a collection of MongoDB"},
    {"mongodb", "the same"},
};
constexpr const char* default_kafka_config = "./kafka/config.properties";

bool names_servers(const OutputOptions& options) {
  return !options.bootstrap_server.empty() ||
         !property(options.properties, "bootstrap.servers").empty();
}

Result<void> set_counts(const OutputOptions& options, KafkaConfig& config) {
  const auto wrong = [](const char* option) {
    return fail(ErrorCode::InvalidRequest, fmt::format("{}: expected 1 or more", option));
  };
  if (options.partitions.value_or(1) < 1) return wrong("--partitions");
  if (options.replication.value_or(1) < 1) return wrong("--replication-factor");
  if (options.transaction_records.value_or(1) < 1) return wrong("--transaction-records");
  config.partitions = options.partitions.value_or(config.partitions);
  config.replication = options.replication.value_or(config.replication);
  if (!options.transaction_records) return {};
  config.transaction_records = static_cast<std::uint64_t>(*options.transaction_records);
  if (property(config.properties, "transactional.id").empty())
    config.properties.emplace_back("transactional.id",
                                   fmt::format("barnabas-gen-{:08x}", std::random_device{}()));
  return {};
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
  command.flag(
      {.names = "-a,--autocreate", .text = "Make topics that are missing", .group = kOutputGroup},
      options.autocreate);
  command.option({.names = "--partitions",
                  .value = "N",
                  .text = "Of topics that --autocreate makes",
                  .default_value = "6",
                  .group = kOutputGroup},
                 options.partitions);
  command.option({.names = "--replication-factor",
                  .value = "N",
                  .text = "Of topics that --autocreate makes; never more than there are brokers",
                  .default_value = "3",
                  .group = kOutputGroup},
                 options.replication);
  command.option(
      {.names = "--transaction-records",
       .value = "N",
       .text = "Send records in transactions of at most N, with -X transactional.id=ID or "
               "an id that is drawn; one is committed earlier when a pause comes and at "
               "the end, and aborted by Ctrl-C",
       .default_value = "10000, if there is a transactional.id",
       .group = kOutputGroup},
      options.transaction_records);
  add_text_options(command, options.text);
  add_service_options(command, options.services);
  add_proof_options(command, options.proof);
}

Result<void> check_output(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, what] : outputs_there_are) {
    if (name == known) return {};
    names.emplace_back(known);
  }
  const auto there_are = fmt::format("{}", fmt::join(names, ", "));
  if (const auto* instead = instead_of_output(name); instead != nullptr) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("there is no output '{}' here, unlike in JR; use {}", name, instead));
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
  if (auto done = set_counts(options, config); !done) return tl::unexpected(done.error());
  return config;
}

}  // namespace barnabas
