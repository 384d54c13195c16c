#include "generator/cli/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <utility>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/moment.h"
#include "generator/cli/relation_options.h"
#include "generator/cli/schema_stage.h"
#include "generator/entities/key_index.h"
#include "generator/run/runner.h"

namespace barnabas {
namespace {

std::uint64_t any_seed() {
  std::random_device device;
  return device() & 0x7FFFFFFF;  // short enough to be typed again
}

// When passes are due, where event time or chance decides.
void set_arrivals(Plan& plan, const EmitterConfig& config, const SessionOptions& options,
                  const EventTime& time, Arrivals::Options arrivals) {
  arrivals.poisson = config.event_clock.poisson;
  if (config.frequency_ns > 0 && (time.stamps || arrivals.poisson)) {
    arrivals.every_ns = config.frequency_ns;
    plan.arrivals.emplace(arrivals);
  } else if (options.spread && time.end_ms) {
    arrivals.span_ns = (*time.end_ms - *time.start_ms) * 1'000'000;
    arrivals.count = std::exchange(plan.num, 1);
    plan.arrivals.emplace(arrivals);
  }
}

// What is to go wrong with the records of each emitter.
Result<std::vector<Faults>> faults_of(const std::vector<EmitterConfig>& emitters,
                                      const std::string& without) {
  std::vector<Faults> all;
  for (const auto& config : emitters) {
    const bool own = !config.faults.empty();
    auto faults = parse_faults(own ? fmt::format("emitter '{}': faults", config.name) : "--faults",
                               own ? config.faults : without);
    if (!faults) return tl::unexpected(faults.error());
    all.push_back(*faults);
  }
  return all;
}

Result<Plan> plan_of(const EmitterConfig& config) {
  Plan plan{.preload = static_cast<std::uint64_t>(config.preload),
            .num = static_cast<std::uint64_t>(config.num),
            .frequency_ns = config.frequency_ns};
  plan.endless = config.endless;
  if (config.duration_ns != INT64_MAX) plan.duration_ns = config.duration_ns;
  if (!config.throughput.empty()) {
    auto throughput = parse_throughput(config.throughput);
    if (!throughput) return tl::unexpected(throughput.error());
    plan.throughput = *throughput;
  }
  if (config.shape.empty()) return plan;
  auto shape = parse_load_shape(config.shape);
  if (!shape) return tl::unexpected(shape.error());
  if (!plan.throughput.is_limited()) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("shape '{}' needs a throughput, whose course it is, for instance "
                            "--throughput 1k/s",
                            config.shape));
  }
  plan.shape = *shape;
  return plan;
}

// The same name twice is two emitters: they draw differently.
std::string unique_name(std::map<std::string, int>& seen, const std::string& name) {
  const int count = ++seen[name];
  return count == 1 ? name : fmt::format("{}#{}", name, count);
}

Result<void> check_properties(const std::vector<EmitterConfig>& emitters,
                              const OutputOptions& options) {
  std::vector<std::string> outputs;
  for (const auto& emitter : emitters) outputs.push_back(emitter.output);
  return check_service_properties(options.services, outputs);
}

// What --start-at can leave the beginning out of.
bool can_be_continued(const std::vector<EmitterConfig>& emitters) {
  return std::all_of(emitters.begin(), emitters.end(), [](const EmitterConfig& emitter) {
    return emitter.relations.for_each.empty();
  });
}

int tell_end(const Statistics& statistics, std::uint64_t seed, bool quiet, bool can_go_on) {
  if (!statistics.error.empty()) complain(statistics.error);
  if (quiet) {
    for (const auto& [why, count] : statistics.failures)
      complain(fmt::format("{} not delivered: {}", count, why));
    for (const auto& each : statistics.dangling) {
      if (each.count > each.meant) complain(dangling_text(each));
    }
  } else {
    fmt::print(stderr, "{}", statistics_text(statistics));
    if (can_go_on)
      fmt::print(stderr, "Goes on with: --seed {} --start-at {}\n", seed, statistics.next_record);
    fmt::print(stderr, "Seed: {}\n", seed);
  }
  return statistics.succeeded() ? kExitOk : kExitFailed;
}

constexpr std::int64_t threads_max = 256;

Result<void> check(SessionOptions& options) {
  if (options.threads < 1 || options.threads > threads_max) {
    return fail(ErrorCode::InvalidRequest,
                fmt::format("--threads: expected 1 to {}, found {}", threads_max, options.threads));
  }
  if (options.start_at < 0)
    return fail(ErrorCode::InvalidRequest, "--start-at: expected 0 or more");
  if (options.now.empty()) return {};
  auto now = parse_moment("--now", options.now, real_time_ms());
  if (!now) return tl::unexpected(now.error());
  options.now_ms = *now;
  return {};
}

// Where records or other lines go to the same terminal, a line that is drawn anew is in their way.
bool shows_progress(const std::vector<EmitterConfig>& emitters, const SessionOptions& options) {
  const bool prints = std::any_of(emitters.begin(), emitters.end(), [](const auto& emitter) {
    return emitter.output == "stdout" || emitter.output == "exec";
  });
  return !options.quiet && !options.output.proof.explain && Progress::is_possible(STDERR_FILENO) &&
         !(prints && isatty(STDOUT_FILENO) != 0);
}

}  // namespace

Result<std::unique_ptr<Emitter>> make_emitter(Workspace& workspace, const EmitterConfig& config,
                                              const std::string& draws_of, std::uint64_t seed,
                                              const std::atomic<bool>& cancelled) {
  auto environment =
      workspace.environment(config.locale, {.csv = config.csv, .geojson = config.geojson});
  if (!environment) return tl::unexpected(environment.error());
  EmitterOptions options{.name = draws_of,
                         .value_template = config.embedded_template,
                         .key_template = config.key_template,
                         .template_name = "value",
                         .headers = config.headers,
                         .partition_template = config.partition,
                         .timestamp_template = config.timestamp,
                         .tombstone_template = config.tombstone,
                         .relations = config.relations,
                         .event_clock = config.event_clock,
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
  const auto time = read_event_time(options.event_time);
  if (!time) return tl::unexpected(time.error());
  const auto start_ms = time->start_ms ? time->start_ms : options.now_ms;
  const auto faults = faults_of(emitters, options.faults);
  if (!faults) return tl::unexpected(faults.error());
  if (auto fits = check_relations(emitters, options.start_at); !fits)
    return tl::unexpected(fits.error());
  if (auto checked = check_properties(emitters, options.output); !checked)
    return tl::unexpected(checked.error());
  std::vector<std::unique_ptr<Emitter>> made;
  std::vector<Plan> plans;
  std::map<std::string, int> seen;
  std::vector<std::string> names;
  for (auto config : emitters) {
    config.event_clock.stamps = time->stamps;
    config.event_clock.start_ms = start_ms.value_or(real_time_ms());
    if (auto there = check_output(config.output); !there) return tl::unexpected(there.error());
    auto plan = plan_of(config);
    if (!plan) return tl::unexpected(plan.error());
    const auto& name = names.emplace_back(unique_name(seen, config.name));
    set_arrivals(*plan, config, options, *time,
                 {.seed = seed, .draws = key_hash("arrivals:" + name)});
    plans.push_back(*plan);
    auto emitter = make_emitter(workspace, config, name, seed, signal.requested());
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
  auto output_options = options.output;
  output_options.proof.disturbs =
      std::any_of(faults->begin(), faults->end(), [](const Faults& each) { return each.any(); });
  output_options.proof.seed = seed;
  Outputs outputs(workspace, output_options, users, signal);
  Runner runner({.start_ms = start_ms,
                 .end_ms = time->end_ms,
                 .warp = time->warp,
                 .threads = static_cast<unsigned>(options.threads),
                 .start_at = static_cast<std::uint64_t>(options.start_at),
                 .seed = seed,
                 .gate = options.gate,
                 .progress = options.output.proof.progress},
                signal);
  for (std::size_t i = 0; i < emitters.size(); ++i) {
    const auto& config = emitters[i];
    auto output = outputs.get(config);
    if (output) output = schemas.before(**output, config);
    if (!output) return tl::unexpected(output.error());
    auto channel = (*output)->open(
        {.topic = config.topic,
         .output_template = config.kcat ? "{{.K}},{{.V}}\n" : config.output_template,
         .emitter = names[i],
         .faults = (*faults)[i]});
    if (!channel) return tl::unexpected(channel.error());
    runner.add(std::move(made[i]), plans[i], **output, *channel);
  }
  return runner.run();
}

void add_session_options(Command& command, SessionOptions& options) {
  constexpr const char* kRunGroup = "The run";
  command.option(
      {.names = "--seed",
       .value = "N",
       .text = "The same seed makes the same records; without it one is drawn, and shown "
               "at the end",
       .group = kRunGroup},
      options.seed);
  command.option({.names = "--now",
                  .value = "TIME",
                  .text = "What the templates take for now, as 2026-05-17T12:00:00Z or in "
                          "milliseconds since 1970; moves on with the passes, not with the clock",
                  .group = kRunGroup},
                 options.now);
  command.option({.names = "--threads",
                  .value = "N",
                  .text = "Threads that make records. The bytes are those of one thread; templates "
                          "with lists, counters or values are done by one",
                  .default_value = "1",
                  .group = kRunGroup},
                 options.threads);
  command.option({.names = "--start-at",
                  .value = "N",
                  .text = "Leave out the first N records of the run, those of the preload among "
                          "them, and go on as if they had been sent; needs --seed",
                  .default_value = "0",
                  .group = kRunGroup},
                 options.start_at);
  command.flag(
      {.names = "--quiet",
       .text = "Nothing on stderr but complaints: no line of progress, which there is on a "
               "terminal, and no numbers at the end",
       .group = kRunGroup},
      options.quiet);
  add_event_time_options(command, options.event_time);
  add_faults_option(command, options.faults);
}

int run_session(Workspace& workspace, const std::vector<EmitterConfig>& emitters,
                const SessionOptions& given) {
  auto options = given;
  if (auto checked = check(options); !checked) return complain(checked.error());
  auto users = workspace.users_config();
  if (!users) return complain(users.error());
  const auto* config = users->get();
  auto seed = options.seed;
  if (!seed && config != nullptr) {
    const auto configured = config->setting("seed");
    if (configured && *configured != "-1") seed = std::atoll(std::string(*configured).c_str());
  }
  if (options.start_at > 0 && !seed) {
    return complain(
        Error{.code = ErrorCode::InvalidRequest,
              .message = "--start-at needs the --seed of the run that it goes on with"});
  }
  const auto number = seed ? static_cast<std::uint64_t>(*seed) : any_seed();
  StopSignal signal;
  Progress progress(STDERR_FILENO);
  if (shows_progress(emitters, options)) options.output.proof.progress = &progress;
  const auto statistics = run_emitters(workspace, emitters, options, config, number, signal);
  if (!statistics) return complain(statistics.error());
  return tell_end(*statistics, number, options.quiet, can_be_continued(emitters));
}

}  // namespace barnabas
