#include "generator/cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <utility>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/schema_stage.h"
#include "generator/outputs/kafka_output.h"
#include "generator/outputs/text_output.h"
#include "generator/run/runner.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr const char* kOutputGroup = "Where to";
constexpr std::pair<const char*, const char*> outputs_there_are[] = {
    {"stdout", "text on the standard output, in the form of the output template"},
    {"file", "the same into the file that --file names"},
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

std::uint64_t any_seed() {
  std::random_device device;
  return device() & 0x7FFFFFFF;  // short enough to be typed again
}

// Opens outputs when the first emitter wants them.
class Outputs {
 public:
  Outputs(Workspace& workspace, const OutputOptions& options, const JrConfig* users,
          StopSignal& signal)
      : workspace_(workspace), options_(options), users_(users), signal_(signal) {}

  Result<Output*> get(const std::string& name) {
    auto& output = outputs_[name];
    if (output == nullptr) {
      auto made = make(name);
      if (!made) return tl::unexpected(made.error());
      output = *std::move(made);
    }
    return output.get();
  }

 private:
  Result<std::unique_ptr<Output>> make(const std::string& name) {
    if (auto done = check_proof(options_.proof, name); !done) return tl::unexpected(done.error());
    ProofStages stages(options_.proof);
    if (name == "kafka") {
      auto config = kafka_config(options_, users_);
      if (!config) return tl::unexpected(config.error());
      config->notice = [](const std::string& trouble) { complain(trouble); };
      stages.watch(*config);
      return upcast(KafkaOutput::connect(*config, signal_)).map([&](auto output) {
        return stages.around(std::move(output));
      });
    }
    auto environment = workspace_.environment("us");
    if (!environment) return tl::unexpected(environment.error());
    environments_.push_back(*std::move(environment));
    auto& last = *environments_.back();
    if (name == "stdout")
      return stages.around(
          std::make_unique<TextOutput>(STDOUT_FILENO, "stdout", workspace_.functions, last));
    return upcast(TextOutput::make_file(options_.file, workspace_.functions, last))
        .map([&](auto output) { return stages.around(std::move(output)); });
  }

  template <class T>
  static Result<std::unique_ptr<Output>> upcast(Result<std::unique_ptr<T>> made) {
    if (!made) return tl::unexpected(made.error());
    return std::unique_ptr<Output>(*std::move(made));
  }

  Workspace& workspace_;
  const OutputOptions& options_;
  const JrConfig* users_;
  StopSignal& signal_;
  std::vector<std::unique_ptr<Environment>> environments_;
  std::map<std::string, std::unique_ptr<Output>> outputs_;
};

Plan plan_of(const EmitterConfig& config, const SessionOptions& options) {
  Plan plan{.preload = static_cast<std::uint64_t>(config.preload),
            .num = static_cast<std::uint64_t>(config.num),
            .frequency_ns = config.frequency_ns};
  plan.endless = options.endless;
  if (config.duration_ns != INT64_MAX) plan.duration_ns = config.duration_ns;
  return plan;
}

// The same name twice is two emitters: they draw differently.
std::string unique_name(std::map<std::string, int>& seen, const std::string& name) {
  const int count = ++seen[name];
  return count == 1 ? name : fmt::format("{}#{}", name, count);
}

int tell_end(const Statistics& statistics, std::uint64_t seed) {
  if (!statistics.error.empty()) complain(statistics.error);
  fmt::print(stderr, "{}Seed: {}\n", statistics_text(statistics), seed);
  return statistics.succeeded() ? kExitOk : kExitFailed;
}

}  // namespace

Result<std::unique_ptr<Emitter>> make_emitter(Workspace& workspace, const EmitterConfig& config,
                                              const std::string& draws_of, std::uint64_t seed,
                                              const std::atomic<bool>& cancelled) {
  auto environment = workspace.environment(config.locale);
  if (!environment) return tl::unexpected(environment.error());
  if (!config.geojson.empty()) {
    return fail(ErrorCode::InvalidRequest,
                "geojson: positions inside polygons and on lines are not built yet");
  }
  if (!config.csv.empty()) {
    auto csv = workspace.csv(config.csv);
    if (!csv) return tl::unexpected(csv.error());
    (*environment)->csv = *csv;
  }
  EmitterOptions options{.name = draws_of,
                         .value_template = config.embedded_template,
                         .key_template = config.key_template,
                         .template_name = "value",
                         .oneline = config.oneline,
                         .seed = seed,
                         .cancelled = &cancelled};
  if (config.embedded_template.empty()) {
    auto file = workspace.catalog.find(config.value_template);
    if (!file) return tl::unexpected(file.error());
    options.value_template = file->text;
    options.template_name = file->path.empty() ? file->name + ".tpl" : file->path;
  }
  auto made = Emitter::make(options, workspace.functions, *std::move(environment));
  if (!made) return fail(ErrorCode::InvalidConfig, made.error().text());
  return *std::move(made);
}

Result<Statistics> run_emitters(Workspace& workspace, const std::vector<EmitterConfig>& emitters,
                                const SessionOptions& options, const JrConfig* users,
                                std::uint64_t seed, StopSignal& signal) {
  RunnerOptions runner_options{.start_ms = options.now_ms, .gate = options.gate};
  if (!options.throughput.empty()) {
    auto throughput = parse_throughput(options.throughput);
    if (!throughput) return tl::unexpected(throughput.error());
    runner_options.throughput = *throughput;
  }
  std::vector<std::unique_ptr<Emitter>> made;
  std::map<std::string, int> seen;
  std::vector<std::string> names;
  for (const auto& config : emitters) {
    if (auto there = check_output(config.output); !there) return tl::unexpected(there.error());
    auto emitter =
        make_emitter(workspace, config, names.emplace_back(unique_name(seen, config.name)), seed,
                     signal.requested());
    if (!emitter) return tl::unexpected(emitter.error());
    made.push_back(*std::move(emitter));
  }
  SchemaStage schemas;
  if (auto ready = schemas.prepare(options.schemas, users, workspace, emitters, seed); !ready)
    return tl::unexpected(ready.error());
  if (schemas.is_wanted() && options.output.proof.mark == "fields") {
    return fail(ErrorCode::InvalidRequest,
                "--mark=fields: the schema has no such fields; use --mark=headers");
  }
  Outputs outputs(workspace, options.output, users, signal);
  Runner runner(runner_options, signal);
  for (std::size_t i = 0; i < emitters.size(); ++i) {
    const auto& config = emitters[i];
    auto output = outputs.get(config.output);
    if (output) output = schemas.before(**output, config);
    if (!output) return tl::unexpected(output.error());
    auto channel = (*output)->open(
        {.topic = config.topic,
         .output_template = config.kcat ? "{{.K}},{{.V}}\n" : config.output_template,
         .emitter = names[i]});
    if (!channel) return tl::unexpected(channel.error());
    runner.add(std::move(made[i]), plan_of(config, options), **output, *channel);
  }
  return runner.run();
}

void add_output_options(Command& command, OutputOptions& options) {
  if (const char* server = std::getenv("BARNABAS_BOOTSTRAP_SERVER"))
    options.bootstrap_server = server;
  command.option({.names = "--file",
                  .value = "FILE",
                  .text = "The file of output file; it is emptied first",
                  .group = kOutputGroup},
                 options.file);
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
  add_proof_options(command, options.proof);
}

Result<void> check_output(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, what] : outputs_there_are) {
    if (name == known) return {};
    names.emplace_back(known);
  }
  const auto* unbuilt = std::find(std::begin(outputs_of_jr), std::end(outputs_of_jr), name);
  if (unbuilt != std::end(outputs_of_jr)) {
    return fail(
        ErrorCode::InvalidRequest,
        fmt::format("output '{}' is not built yet; there are stdout, file and kafka", name));
  }
  return fail(ErrorCode::InvalidRequest,
              fmt::format("there is no output '{}'; there are stdout, file and kafka.{}", name,
                          did_you_mean(name, names)));
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

int run_session(Workspace& workspace, const std::vector<EmitterConfig>& emitters,
                const SessionOptions& options) {
  auto users = workspace.users_config();
  if (!users) return complain(users.error());
  const auto* config = users->get();
  auto seed = options.seed;
  if (!seed && config != nullptr) {
    const auto configured = config->setting("seed");
    if (configured && *configured != "-1") seed = std::atoll(std::string(*configured).c_str());
  }
  const auto number = seed ? static_cast<std::uint64_t>(*seed) : any_seed();
  StopSignal signal;
  const auto statistics = run_emitters(workspace, emitters, options, config, number, signal);
  if (!statistics) return complain(statistics.error());
  return tell_end(*statistics, number);
}

}  // namespace barnabas
