#pragma once
// OutputOptions: what a command line says about where records go.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "generator/cli/file_options.h"
#include "generator/cli/proof_stages.h"
#include "generator/cli/service_options.h"
#include "generator/emitters/jr_config.h"
#include "generator/outputs/kafka_config.h"

namespace barnabas {

struct OutputOptions {
  std::string kafka_config;  // -F
  KafkaProperties properties;
  std::string bootstrap_server;
  TextOptions text;
  ServiceOptions services;
  bool autocreate = false;
  std::optional<std::int32_t> partitions;   // of topics that are made
  std::optional<std::int32_t> replication;  // the same
  std::optional<std::int64_t> transaction_records;
  ProofOptions proof;
};
void add_output_options(Command& command, OutputOptions& options);

// Refuses outputs that there are not: "cassandra" with what to use instead, "kafak" because it was
// probably a slip.
Result<void> check_output(const std::string& name);
// What `producer list` shows: the outputs that there are, and what they do.
std::vector<std::pair<std::string, std::string>> known_outputs();

// librdkafka's properties from the file, -b and -X, in that order.
Result<KafkaConfig> kafka_config(const OutputOptions& options, const JrConfig* users);

}  // namespace barnabas
