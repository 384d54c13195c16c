// `verify`: whether all records of marked runs arrived, each once, in order and unchanged.

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "generator/cli/commands.h"
#include "generator/cli/session.h"
#include "generator/entities/foreign_keys.h"
#include "generator/proof/topic_reader.h"
#include "generator/proof/verifier.h"

namespace barnabas {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct VerifyOptions {
  OutputOptions broker;
  std::vector<std::string> topics;
  std::string run;
  Pairs expected;
  Pairs foreign;  // FIELD=TOPIC:FIELD
  bool json = false;
};

// A field whose values must be those of a field of another topic.
struct Foreign {
  std::string field;
  std::string topic;
  std::string parent_field;
  ForeignKeys keys;
};

// The field's value as text; nothing where there is no such field.
std::optional<std::string> field_of(const nlohmann::json& value, const std::string& name) {
  if (!value.is_object()) return std::nullopt;
  const auto found = value.find(name);
  if (found == value.end() || found->is_null()) return std::nullopt;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

nlohmann::json parsed(const ReadRecord& record) {
  return record.value ? nlohmann::json::parse(*record.value, nullptr, false) : nlohmann::json();
}

Result<std::vector<Foreign>> read_foreign(const VerifyOptions& options,
                                          const KafkaProperties& properties, StopSignal& signal) {
  std::vector<Foreign> all;
  for (const auto& [field, where] : options.foreign) {
    const auto colon = where.rfind(':');
    if (colon == where.npos || colon == 0 || colon + 1 == where.size()) {
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("--foreign {}={}: expected FIELD=TOPIC:FIELD, for instance "
                              "customer_id=customers:id",
                              field, where));
    }
    auto& foreign = all.emplace_back(Foreign{.field = field,
                                             .topic = where.substr(0, colon),
                                             .parent_field = where.substr(colon + 1),
                                             .keys = {}});
    auto read = read_topic(properties, foreign.topic, signal, [&](const ReadRecord& record) {
      if (auto parent = field_of(parsed(record), foreign.parent_field))
        foreign.keys.add_parent(*parent);
    });
    if (!read) return tl::unexpected(read.error());
  }
  return all;
}

void look_for_dangling(const ReadRecord& record, std::vector<Foreign>& all) {
  if (all.empty()) return;
  const auto value = parsed(record);
  for (auto& foreign : all) {
    if (const auto child = field_of(value, foreign.field)) foreign.keys.add_child(*child);
  }
}

// An emitter that was expected of several runs at once would be ambiguous.
Result<VerifierOptions> verifier_options(const VerifyOptions& options) {
  VerifierOptions verifier{.run = options.run, .expected = {}};
  for (const auto& [emitter, count] : options.expected) {
    const auto number = parse_count(count);
    if (!number) {
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("--expect {}={}: expected EMITTER=NUMBER", emitter, count));
    }
    verifier.expected[emitter] = *number;
  }
  if (!options.expected.empty() && options.run.empty())
    return fail(ErrorCode::InvalidRequest, "--expect needs --run, which says of which run");
  return verifier;
}

bool all_good(const Findings& findings, const std::vector<Foreign>& foreign) {
  for (const auto& stream : findings.streams) {
    if (!stream.good()) return false;
  }
  for (const auto& each : foreign) {
    if (each.keys.dangling() > 0) return false;
  }
  return !findings.streams.empty();
}

void print_text(const Findings& findings, const std::vector<Foreign>& foreign) {
  if (findings.streams.empty())
    fmt::print("no marked record among {}; run with --mark makes them\n", findings.records);
  for (const auto& stream : findings.streams) {
    fmt::print(
        "{} of run {}: {} of {} arrived, {} lost, {} duplicated, {} reordered, {} "
        "corrupted\n",
        stream.emitter, stream.run, stream.expected - stream.lost, stream.expected, stream.lost,
        stream.duplicated, stream.reordered, stream.corrupted);
  }
  if (findings.unmarked > 0) fmt::print("{} records without a mark\n", findings.unmarked);
  for (const auto& each : foreign)
    fmt::print("{}: {} dangling references to {} of topic {}\n", each.field, each.keys.dangling(),
               each.parent_field, each.topic);
  for (const auto& example : findings.examples) fmt::print("  {}\n", example);
}

void print_json(const Findings& findings, const std::vector<Foreign>& foreign) {
  using Json = nlohmann::ordered_json;
  Json result{{"ok", all_good(findings, foreign)}, {"records", findings.records},
              {"unmarked", findings.unmarked},     {"streams", Json::array()},
              {"foreign", Json::array()},          {"examples", findings.examples}};
  for (const auto& stream : findings.streams) {
    result["streams"].push_back({{"run", stream.run},
                                 {"emitter", stream.emitter},
                                 {"received", stream.received},
                                 {"expected", stream.expected},
                                 {"lost", stream.lost},
                                 {"duplicated", stream.duplicated},
                                 {"reordered", stream.reordered},
                                 {"corrupted", stream.corrupted}});
  }
  for (const auto& each : foreign) {
    result["foreign"].push_back({{"field", each.field},
                                 {"topic", each.topic},
                                 {"parent_field", each.parent_field},
                                 {"dangling", each.keys.dangling()}});
  }
  fmt::print("{}\n", result.dump(2));
}

int verify(const VerifyOptions& options) {
  if (options.topics.empty()) {
    complain("verify needs a topic: -t TOPIC");
    return kExitUsage;
  }
  auto wanted = verifier_options(options);
  if (!wanted) return complain(wanted.error());
  auto config = kafka_config(options.broker, nullptr);
  if (!config) return complain(config.error());
  auto& properties = config->properties;
  if (property(properties, "bootstrap.servers").empty())
    properties.emplace_back("bootstrap.servers", "127.0.0.1:9092");
  StopSignal signal;
  auto foreign = read_foreign(options, properties, signal);
  if (!foreign) return complain(foreign.error());
  Verifier verifier(*std::move(wanted));
  for (const auto& topic : options.topics) {
    auto read = read_topic(properties, topic, signal, [&](const ReadRecord& record) {
      verifier.add(record);
      look_for_dangling(record, *foreign);
    });
    if (!read) return complain(read.error());
  }
  const auto findings = verifier.finish();
  if (options.json)
    print_json(findings, *foreign);
  else
    print_text(findings, *foreign);
  return all_good(findings, *foreign) ? kExitOk : kExitFailed;
}

}  // namespace

void add_verify_command(Command& program) {
  auto options = std::make_shared<VerifyOptions>();
  auto& command = program.add(
      {.name = "verify",
       .summary = "Prove that the records of runs with --mark arrived",
       .details = "Reads topics from their first record to their last, and says what was lost, "
                  "duplicated, reordered within its partition or key, or corrupted. The exit code "
                  "is 0 if all is there as it was sent, and 1 if not. A run with --mark prints "
                  "the whole line at its end.",
       .examples = "  barnabas-gen run user -n 1000 -k '{{email}}' -o kafka -t users -a --mark\n"
                   "  barnabas-gen verify -t users\n"
                   "  barnabas-gen verify -t users --run 1a2b3c4d --expect user=1000 --json\n"
                   "  barnabas-gen verify -t orders --foreign customer_id=customers:id"});
  command.option({.names = "-t,--topic",
                  .value = "TOPIC",
                  .text = "A topic to read; may be given several times",
                  .required = true},
                 options->topics);
  command.option({.names = "--run", .value = "ID", .text = "Only the records of this run"},
                 options->run);
  command.option({.names = "--expect",
                  .value = "EMITTER=N",
                  .text = "How many records that stream of the run had: without it, those at the "
                          "end are not missed"},
                 options->expected);
  command.option({.names = "--foreign",
                  .value = "FIELD=TOPIC:FIELD",
                  .text = "A field whose values must be those of a field of another topic"},
                 options->foreign);
  command.flag({.names = "--json", .text = "What was found as JSON"}, options->json);
  command.option({.names = "-b,--bootstrap-server",
                  .value = "HOST:PORT",
                  .text = "A broker; the variable BARNABAS_BOOTSTRAP_SERVER sets it too",
                  .default_value = "127.0.0.1:9092"},
                 options->broker.bootstrap_server);
  if (const char* server = std::getenv("BARNABAS_BOOTSTRAP_SERVER"))
    options->broker.bootstrap_server = server;
  command.option({.names = "-F,--kafkaConfig",
                  .value = "FILE",
                  .text = "Properties of librdkafka, one NAME=VALUE a line",
                  .default_value = "./kafka/config.properties, if there is one"},
                 options->broker.kafka_config);
  command.option(
      {.names = "-X,--property", .value = "NAME=VALUE", .text = "A property of librdkafka"},
      options->broker.properties);
  command.run = [options] { return verify(*options); };
}

}  // namespace barnabas
