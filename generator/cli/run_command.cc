// `run`, which is `template run`: one stream from one template.

#include "generator/cli/run_command.h"

#include <fmt/format.h>

#include <memory>

#include "cli/command_line.h"
#include "generator/cli/commands.h"
#include "generator/cli/relation_options.h"
#include "generator/cli/session.h"
#include "generator/cli/unbuilt.h"
#include "generator/emitters/go_duration.h"
#include "protocol/base/suggest.h"

namespace barnabas {
namespace {

constexpr const char* kRateGroup = "How many, how fast";

struct RunOptions {
  DirectoryOptions directories;
  SessionOptions session;
  EmitterConfig emitter;
  std::string template_or_text;
  bool embedded = false;
  std::optional<std::int64_t> num;
  std::string frequency;
  std::string duration;
  RelationFlags relations;
  EventClockFlags event_clock;
};

tl::unexpected<Error> wrong(std::string message) {
  return fail(ErrorCode::InvalidRequest, std::move(message));
}

Result<void> read_times(RunOptions& options) {
  auto& emitter = options.emitter;
  emitter.duration_ns = INT64_MAX;
  if (!options.frequency.empty()) {
    auto frequency = parse_go_duration("--frequency", options.frequency);
    if (!frequency) return wrong(frequency.error().message);
    emitter.frequency_ns = *frequency;
  }
  if (!options.duration.empty()) {
    auto duration = parse_go_duration("--duration", options.duration);
    if (!duration) return wrong(duration.error().message);
    emitter.duration_ns = *duration;
  }
  return {};
}

Result<void> read_event_times(RunOptions& options) {
  auto& session = options.session;
  const auto& time = session.event_time;
  auto& emitter = options.emitter;
  if (auto read = read_event_clock(options.event_clock, emitter.event_clock); !read) return read;
  if (time.from.empty()) return {};
  if (!session.now.empty()) return wrong("--now and --from both say when event time begins");
  const bool has_rate = emitter.frequency_ns > 0 || !emitter.throughput.empty();
  session.spread = !time.to.empty() && !has_rate;
  if (session.spread && !options.num)
    return wrong("--to needs a number of records to spread, -n N, or how often they come, -f");
  const bool without_end =
      has_rate && emitter.duration_ns == INT64_MAX && (emitter.frequency_ns > 0 || !options.num);
  if (without_end && time.to.empty() && time.warp.empty())
    return wrong("--from with a rate goes on for ever; say until when, with --to or -d");
  return {};
}

Result<void> complete(RunOptions& options) {
  auto& emitter = options.emitter;
  if (auto read = read_times(options); !read) return read;
  if (auto read = read_event_times(options); !read) return read;
  if (auto read = read_relation_flags(options.relations, emitter.relations); !read) return read;
  if (options.num.value_or(1) < 0 || emitter.preload < 0)
    return wrong("--num and --preload: expected 0 or more");
  emitter.num = options.num.value_or(1);
  // A rate without a number of records goes on.
  const bool rate_alone = !emitter.throughput.empty() && !options.num;
  emitter.endless = rate_alone && emitter.frequency_ns <= 0;
  if (options.embedded) {
    emitter.name = "embedded";
    emitter.embedded_template = options.template_or_text;
  } else {
    emitter.name = options.template_or_text;
    emitter.value_template = options.template_or_text;
  }
  if (emitter.kcat) {
    emitter.oneline = true;
    emitter.output = "stdout";
  }
  const auto& text = options.session.output.text;
  if (emitter.output == "stdout" && !text.file.empty()) emitter.output = "file";
  if (emitter.output == "stdout" && !text.exec.empty()) emitter.output = "exec";
  if (emitter.embedded_template.empty() && emitter.value_template.empty())
    return wrong("the template is empty");
  return {};
}

int run(RunOptions& options) {
  if (auto done = complete(options); !done) return complain(done.error());
  Workspace workspace(options.directories);
  return run_session(workspace, {options.emitter}, options.session);
}

void add_rate_options(Command& command, RunOptions& options) {
  command.option({.names = "-n,--num",
                  .value = "N",
                  .text = "Records, in each pass",
                  .default_value = "1",
                  .group = kRateGroup},
                 options.num);
  command.option({.names = "-f,--frequency",
                  .value = "DURATION",
                  .text = "A pass each time this is over, for instance 500ms; without it there is "
                          "one pass",
                  .group = kRateGroup},
                 options.frequency);
  command.option(
      {.names = "-d,--duration",
       .value = "DURATION",
       .text = "No pass later than this, for instance 30s or 1h; without it until Ctrl-C",
       .group = kRateGroup},
      options.duration);
  command.option({.names = "--throughput",
                  .value = "RATE",
                  .text = "So fast, and no faster: records as 500/s or 20k/s, bytes as 1MB/s, bits "
                          "as 512kb/s, no limit as max; without -n and -f records go on until "
                          "Ctrl-C or --duration",
                  .group = kRateGroup},
                 options.emitter.throughput);
  command.option({.names = "--shape",
                  .value = "SHAPE",
                  .text = "The course of --throughput over time: constant, ramp:over=60s,from=0.2, "
                          "step:every=30s,steps=5, sine:period=60s,swing=0.5, "
                          "burst:every=10s,for=1s,rest=0.1 or poisson",
                  .default_value = "constant",
                  .group = kRateGroup},
                 options.emitter.shape);
  command.option({.names = "--preload",
                  .value = "N",
                  .text = "Records before the first pass",
                  .default_value = "0",
                  .group = kRateGroup},
                 options.emitter.preload);
}

void add_record_options(Command& command, RunOptions& options) {
  auto& emitter = options.emitter;
  command.flag(
      {.names = "--embedded,--template", .text = "TEMPLATE is the text of a template, not a name"},
      options.embedded);
  command.option({.names = "-k,--key",
                  .value = "TEMPLATE",
                  .text = "Template of the key; null is no key. It may name the value: {{.V}} is "
                          "its text, {{.Value.customer_id}} a field of it, if it is JSON",
                  .default_value = "null"},
                 emitter.key_template);
  command.option({.names = "--headers,--header",
                  .value = "NAME=TEMPLATE",
                  .text = "A header of each record; may be given several times. It may name the "
                          "value as the key may, and the key as {{.K}}"},
                 emitter.headers);
  command.option({.names = "--partition",
                  .value = "TEMPLATE",
                  .text = "The partition of each record; where it comes out empty, the partitioner "
                          "chooses"},
                 emitter.partition);
  command.option({.names = "--timestamp",
                  .value = "TEMPLATE",
                  .text = "The timestamp of each record, in milliseconds since 1970 or as "
                          "2026-05-17T12:00:00Z",
                  .default_value = "the time of sending"},
                 emitter.timestamp);
  command.option({.names = "--tombstone",
                  .value = "TEMPLATE",
                  .text = "Where it comes out as true, the record is sent without its value, for "
                          "instance {{eq .Value.status \"closed\"}} or {{inject 0.1 true false}}"},
                 emitter.tombstone);
  command.option({.names = "--locale",
                  .value = "LOCALE",
                  .text = "Whose names and places",
                  .default_value = "us"},
                 emitter.locale);
  add_file_options(command, emitter.csv, emitter.geojson);
  command.flag({.names = "-l,--oneline", .text = "Without the ends of lines inside of values"},
               emitter.oneline);
}

}  // namespace

void define_run_command(Command& command) {
  auto options = std::make_shared<RunOptions>();
  command.argument({.names = "TEMPLATE",
                    .text = "Name of a template ('template list' shows them), or its text with "
                            "--embedded",
                    .required = true},
                   options->template_or_text);
  add_record_options(command, *options);
  add_rate_options(command, *options);
  add_session_options(command, options->session);
  auto& emitter = options->emitter;
  constexpr const char* kWhereTo = "Where to";
  command.option({.names = "-o,--output",
                  .value = "OUTPUT",
                  .text = "stdout, file, exec, kafka, http, elastic, s3, redis or mongo",
                  .default_value = "stdout",
                  .group = kWhereTo},
                 emitter.output);
  command.option({.names = "-t,--topic",
                  .value = "TOPIC",
                  .text = "The topic of output kafka",
                  .default_value = "test",
                  .group = kWhereTo},
                 emitter.topic);
  command.option({.names = "--outputTemplate",
                  .value = "TEMPLATE",
                  .text = "How text is written: .K is the key, .V the value",
                  .default_value = "{{.V}} and the end of the line",
                  .group = kWhereTo},
                 emitter.output_template);
  command.flag({.names = "--kcat",
                .text = "For kcat -K ,: key, comma and value of each record on one line of stdout",
                .group = kWhereTo},
               emitter.kcat);
  add_event_clock_options(command, options->event_clock);
  add_relation_options(command, emitter.relations, options->relations);
  add_output_options(command, options->session.output);
  add_schema_options(command, options->session.schemas);
  add_schema_file_option(command, options->session.schemas);
  add_unbuilt_options(command);
  add_directory_options(command, options->directories);
  command.run = [options] { return run(*options); };
}

void add_run_command(Command& program) {
  define_run_command(program.add(
      {.name = "run",
       .summary = "Make records from a template",
       .details = "A record whose value comes out empty is left out. The exit code is 1 if a "
                  "record was not delivered. Ctrl-C ends the run; what was made is still "
                  "delivered, and the numbers are told.",
       .examples = "  barnabas-gen run net_device -n 5\n"
                   "  barnabas-gen run user --locale it -n 3 --seed 42\n"
                   "  barnabas-gen run user -f 100ms -d 10s -k '{{email}}' -o kafka -t users -a\n"
                   "  barnabas-gen run --embedded '{{name}} is {{integer 18 80}}' -n 3"}));
}

}  // namespace barnabas
