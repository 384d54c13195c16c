// raw_load: pre-encoded requests against any Kafka-compatible broker; see bench/load.h.

#include <CLI/CLI.hpp>

#include "bench/load.h"

int main(int argc, char** argv) {
  using namespace barnabas::bench;
  LoadOptions options;
  std::string broker = "127.0.0.1:9092";
  CLI::App app{"Loads for ./dev bench; each prints one line of JSON"};
  app.add_option("-b,--broker", broker);
  app.add_option("-t,--topic", options.topic);
  app.add_option("--partitions", options.partitions);
  app.add_option("--record-bytes", options.record_bytes);
  app.add_option("--batch-records", options.batch_records);
  app.add_option("--megabytes", options.megabytes);
  app.add_option("--requests", options.requests);
  app.add_option("--producers", options.producers);
  app.add_option("--depth", options.depth);
  app.add_option("--rate", options.rate);
  app.add_option("--topics", options.topics);
  app.add_option("--directory", options.directory);
  app.require_subcommand(1);
  const auto load = [&](const char* name, void (*run)(const LoadOptions&)) {
    auto* command = app.add_subcommand(name)->fallthrough();
    if (std::string(name) == "start") command->add_option("command", options.command)->required();
    command->callback([&options, &broker, run] {
      options.broker = Address::parse(broker);
      run(options);
    });
  };
  load("produce", produce);
  load("fetch", fetch);
  load("one-in-flight", one_in_flight);
  load("through", through);
  load("sync", sync);
  load("create", create);
  load("start", start);
  load("machine", machine);
  CLI11_PARSE(app, argc, argv);
  return 0;
}
