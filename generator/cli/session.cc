#include "generator/cli/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <utility>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/schema_stage.h"
#include "generator/run/runner.h"

namespace barnabas {
namespace {

std::uint64_t any_seed() {
  std::random_device device;
  return device() & 0x7FFFFFFF;  // short enough to be typed again
}

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
    auto output = outputs.get(config);
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
