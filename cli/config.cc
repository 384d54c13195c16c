// The config command: describe, set, unset, append, subtract settings of topics, brokers, groups.

#include <fmt/core.h>

#include <algorithm>
#include <memory>

#include "cli/client_setup.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "client/admin_topics.h"
#include "protocol/base/suggest.h"

namespace barnabas {

using namespace client;
namespace {

struct ConfigOptions : ClientOptions {
  std::string type;
  std::string name;
  std::vector<std::string> keys;
  std::vector<std::pair<std::string, std::string>> values;
  bool all = false;
  bool documentation = false;
  bool validate_only = false;
};

ResourceType type_of(const std::string& type) {
  if (type == "broker") return ResourceType::Broker;
  return type == "group" ? ResourceType::Group : ResourceType::Topic;
}

// Where a value comes from, as DescribeConfigs numbers it.
const char* source_name(std::int8_t source) {
  constexpr std::array kNames{"unknown",         "topic",          "dynamic broker",
                              "dynamic default", "broker file",    "default",
                              "logger",          "client metrics", "group"};
  const auto index = static_cast<std::uint8_t>(source);
  return source >= 0 && index < kNames.size() ? kNames[index] : "unknown";
}

constexpr std::int8_t kDefaultConfig = 5;

std::vector<std::string> names_in(const DescribeConfigsResponse& response) {
  std::vector<std::string> names;
  for (const auto& config : response.results[0].configs) names.push_back(config.name);
  return names;
}

// An error for the first of the keys that there is not.
Result<void> check_keys(const ConfigOptions& options, const std::vector<std::string>& known) {
  for (const auto& key : options.keys)
    if (std::find(known.begin(), known.end(), key) == known.end())
      return fail(ErrorCode::InvalidConfig, fmt::format("{}s have no setting '{}'.{}", options.type,
                                                        key, did_you_mean(key, known)));
  return {};
}

Result<int> describe(Cluster& cluster, const ConfigOptions& options) {
  const Resource resource{type_of(options.type), options.name};
  const auto reply =
      describe_configs(cluster, resource, {.synonyms = false, .documentation = true});
  if (!reply) return tl::unexpected(reply.error());
  if (auto known = check_keys(options, names_in(**reply)); !known)
    return tl::unexpected(known.error());
  std::vector<Value::Fields> rows;
  for (const auto& config : (*reply)->results[0].configs) {
    const bool asked =
        std::find(options.keys.begin(), options.keys.end(), config.name) != options.keys.end();
    const bool shown =
        options.keys.empty() ? options.all || config.config_source != kDefaultConfig : asked;
    if (!shown) continue;
    Value::Fields row{{"key", config.name},
                      {"value", config.is_sensitive ? Value() : Value(config.value)},
                      {"source", source_name(config.config_source)},
                      {"read_only", config.read_only}};
    if (options.documentation) row.emplace_back("documentation", config.documentation);
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return to_json(a[0].second) < to_json(b[0].second);
  });
  if (rows.empty() && options.format() == OutputFormat::Table)
    fmt::print(stderr, "everything has its default; --all shows it\n");
  print_rows(rows, options.format());
  return kExitOk;
}

// A broker that refuses a key does not say which one was probably meant.
Error with_suggestion(Cluster& cluster, const Resource& resource, Error error,
                      const std::vector<ConfigChange>& changes) {
  const auto reply = describe_configs(cluster, resource, {});
  if (error.code != ErrorCode::InvalidConfig || !reply) return error;
  const auto known = names_in(**reply);
  const bool suggested = error.message.find("Did you mean") != std::string::npos;
  for (const auto& change : changes)
    if (!suggested && std::find(known.begin(), known.end(), change.key) == known.end())
      error.message += "." + did_you_mean(change.key, known);
  return error;
}

Result<int> change(Cluster& cluster, const ConfigOptions& options,
                   ConfigChange::Operation operation) {
  const Resource resource{type_of(options.type), options.name};
  // Brokers take a setting away that there is not without a word. Of all brokers together only
  // what is set is known.
  if (!options.keys.empty() && !options.name.empty()) {
    const auto reply = describe_configs(cluster, resource, {});
    if (!reply) return tl::unexpected(reply.error());
    if (auto known = check_keys(options, names_in(**reply)); !known)
      return tl::unexpected(known.error());
  }
  std::vector<ConfigChange> changes;
  for (const auto& [key, value] : options.values) changes.push_back({key, operation, value});
  for (const auto& key : options.keys) changes.push_back({key, operation, std::nullopt});
  const auto done = change_configs(cluster, resource, changes, options.validate_only);
  if (!done) return tl::unexpected(with_suggestion(cluster, resource, done.error(), changes));
  fmt::print(stderr, "{} {}: {}\n", options.type, options.name,
             options.validate_only ? "would be accepted" : "changed");
  return kExitOk;
}

// Adds a subcommand with the two arguments that say whose settings are meant.
template <class Action>
std::pair<Command*, std::shared_ptr<ConfigOptions>> add(Command& config, CommandText text,
                                                        Action action) {
  auto options = std::make_shared<ConfigOptions>();
  auto& command = config.add(std::move(text));
  command.argument({.names = "TYPE",
                    .value = "topic|broker|group",
                    .text = "topic, broker or group",
                    .required = true},
                   options->type);
  command.argument({.names = "NAME",
                    .text = "Topic or group, or the broker's id ('' for all brokers)",
                    .required = true},
                   options->name);
  add_client_options(command, *options);
  command.run = [options, action] {
    return with_cluster(*options, [&](Cluster& cluster) { return action(cluster, *options); });
  };
  return {&command, options};
}

void add_change(Command& config, CommandText text, ConfigChange::Operation operation) {
  const bool takes_values = operation != ConfigChange::Operation::Delete;
  auto [command, options] =
      add(config, std::move(text), [operation](Cluster& cluster, const ConfigOptions& given) {
        return change(cluster, given, operation);
      });
  if (takes_values)
    command->argument({.names = "KEY=VALUE", .text = "Settings and values", .required = true},
                      options->values);
  else
    command->argument({.names = "KEY", .text = "Settings", .required = true}, options->keys);
  command->flag({.names = "--validate-only,--dry-run", .text = "Only check whether it would work"},
                options->validate_only);
}

}  // namespace

void add_config_command(Command& program) {
  using Operation = ConfigChange::Operation;
  auto& config = program.add({.name = "config",
                              .summary = "Look at and change settings of topics, brokers, groups",
                              .aliases = {"configs"}});
  auto [describing, options] =
      add(config,
          {.name = "describe",
           .summary = "Show settings, their values and where these come from",
           .examples = "  barnabas config describe topic orders\n"
                       "  barnabas config describe topic orders retention.ms --docs -o yaml\n"
                       "  barnabas config describe broker 1 --all",
           .aliases = {"get", "show"}},
          describe);
  describing->argument({.names = "KEY", .text = "Only these settings"}, options->keys);
  describing->flag({.names = "-a,--all", .text = "Also what has its default"}, options->all);
  describing->flag({.names = "--docs", .text = "With what each setting means"},
                   options->documentation);
  add_change(config,
             {.name = "set",
              .summary = "Give settings a value",
              .examples = "  barnabas config set topic orders retention.ms=60000"},
             Operation::Set);
  add_change(config,
             {.name = "unset",
              .summary = "Give settings their default back",
              .examples = "  barnabas config unset topic orders retention.ms",
              .aliases = {"delete"}},
             Operation::Delete);
  add_change(config,
             {.name = "append",
              .summary = "Add to settings that are lists",
              .examples = "  barnabas config append topic orders cleanup.policy=compact"},
             Operation::Append);
  add_change(config,
             {.name = "subtract",
              .summary = "Take from settings that are lists",
              .examples = "  barnabas config subtract topic orders cleanup.policy=compact"},
             Operation::Subtract);
}

}  // namespace barnabas
