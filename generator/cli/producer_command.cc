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
  auto no_color = std::make_shared<bool>(false);
  auto& list = group.add({.name = "list", .summary = "List the outputs"});
  list.flag({.names = "-n,--nocolor", .text = "Taken for JR's sake: there are no colours here"},
            *no_color);
  list.run = [no_color] {
    for (const auto& [name, what] : known_outputs()) fmt::print("{:<8} {}\n", name, what);
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
