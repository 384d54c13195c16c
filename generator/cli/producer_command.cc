// `producer list` and `createTopic`.

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/session.h"
#include "generator/outputs/kafka_output.h"

namespace barnabas {
namespace {

struct TopicOptions {
  OutputOptions output;
  std::string topic;
  std::int32_t partitions = 6;
  std::int32_t replicas = 3;
};

struct ListOptions {
  std::string output;
  bool no_color = false;
};

std::string property_text(const OutputProperty& property) {
  std::string text = property.text;
  if (*property.choices != '\0')
    text += fmt::format("{}{}", text.empty() ? "" : "; ", property.choices);
  if (*property.default_value != '\0')
    text += fmt::format("{}{} without it", text.empty() ? "" : "; ", property.default_value);
  return text;
}

int list_properties(const std::string& output) {
  if (auto known = check_output(output); !known) return complain(known.error());
  const auto* table = service_table(output);
  if (table == nullptr) {
    fmt::print(
        "output {} has no properties of its own; 'barnabas-gen run --help' has its options\n",
        output);
    return kExitOk;
  }
  fmt::print("In the file of {}, or by --output-property NAME=VALUE:\n", table->config_flag);
  for (const auto& property : table->properties) {
    if (property.kind == PropertyKind::Unused) continue;
    fmt::print("  {:<39} {}\n", property.name, property_text(property));
  }
  return kExitOk;
}

int create(const TopicOptions& options) {
  auto config = kafka_config(options.output, nullptr);
  if (!config) return complain(config.error());
  config->partitions = options.partitions;
  config->replication = options.replicas;
  StopSignal signal;
  auto output = KafkaOutput::connect(*config, signal);
  if (!output) return complain(output.error());
  auto created = (*output)->create_topic(options.topic);
  if (!created) return complain(created.error());
  fmt::print("topic {} with {} partitions\n", options.topic, options.partitions);
  return kExitOk;
}

}  // namespace

void add_producer_command(Command& program) {
  auto& group = program.add({.name = "producer", .summary = "List where records can go"});
  auto options = std::make_shared<ListOptions>();
  auto& list = group.add({.name = "list",
                          .summary = "List the outputs, or the properties of one",
                          .examples = "  barnabas-gen producer list\n"
                                      "  barnabas-gen producer list http"});
  list.argument({.names = "OUTPUT", .text = "An output, to list its properties"}, options->output);
  list.flag({.names = "-n,--nocolor", .text = "Taken for JR's sake: there are no colours here"},
            options->no_color);
  list.run = [options] {
    if (!options->output.empty()) return list_properties(options->output);
    for (const auto& [name, what] : known_outputs()) fmt::print("{:<10} {}\n", name, what);
    return kExitOk;
  };
}

void add_create_topic_command(Command& program) {
  auto options = std::make_shared<TopicOptions>();
  if (const char* server = std::getenv("BARNABAS_BOOTSTRAP_SERVER"))
    options->output.bootstrap_server = server;
  auto& command = program.add({.name = "createTopic", .summary = "Make a topic"});
  command.argument({.names = "TOPIC", .text = "Its name", .required = true}, options->topic);
  command.option(
      {.names = "-p,--partitions", .value = "N", .text = "Partitions", .default_value = "6"},
      options->partitions);
  command.option({.names = "-r,--replica",
                  .value = "N",
                  .text = "Replicas, or as many as there are brokers",
                  .default_value = "3"},
                 options->replicas);
  command.option({.names = "-b,--bootstrap-server",
                  .value = "HOST:PORT",
                  .text = "A broker; the variable BARNABAS_BOOTSTRAP_SERVER sets it too",
                  .default_value = "127.0.0.1:9092"},
                 options->output.bootstrap_server);
  command.option({.names = "-F,--kafkaConfig",
                  .value = "FILE",
                  .text = "Properties of librdkafka, one NAME=VALUE a line",
                  .default_value = "./kafka/config.properties, if there is one"},
                 options->output.kafka_config);
  command.option(
      {.names = "-X,--property", .value = "NAME=VALUE", .text = "A property of librdkafka"},
      options->output.properties);
  command.run = [options] { return create(*options); };
}

}  // namespace barnabas
