#include "broker/config/config_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "broker/config/listeners.h"
#include "broker/config/property_table.h"

namespace barnabas {
namespace {

// What Apache's start scripts and container image read from the environment themselves.
constexpr std::array kForeignVariables = {"KAFKA_VERSION",
                                          "KAFKA_HEAP_OPTS",
                                          "KAFKA_LOG4J_OPTS",
                                          "KAFKA_OPTS",
                                          "KAFKA_JMX_OPTS",
                                          "KAFKA_JVM_PERFORMANCE_OPTS",
                                          "KAFKA_GC_LOG_OPTS",
                                          "KAFKA_HOME",
                                          "KAFKA_LOG4J_ROOT_LOGLEVEL",
                                          "KAFKA_LOG4J_LOGGERS",
                                          "KAFKA_JMX_HOSTNAME",
                                          "KAFKA_JMX_PORT",
                                          "KAFKA_DEBUG",
                                          "KAFKA_TOOLS_LOG4J_LOGLEVEL"};

// Names that begin so belong to plug-ins, or to one listener; no table can list them.
constexpr std::array kOpenPrefixes = {"listener.name.", "config.providers.", "rlmm.config.",
                                      "rsm.config.", "max.connections.per.listener."};

bool has_open_prefix(std::string_view name) {
  return std::any_of(kOpenPrefixes.begin(), kOpenPrefixes.end(),
                     [&](const char* prefix) { return name.starts_with(prefix); });
}

// Collects values source by source.
class Loader {
 public:
  // `where` names the source in messages.
  Result<void> set(std::string_view where, const std::string& name, std::string_view value) {
    const auto* property = broker_table().find(name);
    if (property == nullptr) {
      if (!has_open_prefix(name)) return fail(ErrorCode::InvalidConfig, unknown(where, name));
      accepted_.insert(name);
      loaded_.values[name] = value;
      return {};
    }
    auto valid = validate_value(*property, value);
    if (!valid)
      return fail(ErrorCode::InvalidConfig, fmt::format("{}: {}", where, valid.error().message));
    if (!property->is_acted_on()) accepted_.insert(name);
    loaded_.values[name] = *valid;
    return {};
  }

  static std::string unknown(std::string_view where, std::string_view name) {
    const auto nearest = broker_table().nearest(name);
    if (nearest.empty())
      return fmt::format("{}: there is no property {}; docs/config.md lists them all", where, name);
    return fmt::format("{}: there is no property {}; did you mean {}?", where, name, nearest);
  }

  void warn(std::string sentence) { loaded_.warnings.push_back(std::move(sentence)); }

  StaticConfig take() {
    if (!accepted_.empty())
      warn(fmt::format("Accepted for compatibility, without effect: {}",
                       fmt::join(accepted_, ", ")));
    return std::move(loaded_);
  }

 private:
  StaticConfig loaded_;
  std::set<std::string> accepted_;
};

}  // namespace

std::string property_of_environment_name(std::string_view name) {
  constexpr std::string_view prefix = "KAFKA_";
  if (name == "CLUSTER_ID") return "cluster.id";
  if (!name.starts_with(prefix) || name.size() == prefix.size()) return {};
  name.remove_prefix(prefix.size());
  std::string property;
  while (!name.empty()) {
    const auto run = std::min(name.find_first_not_of('_'), name.size());
    if (run == 0) {
      property += static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
      name.remove_prefix(1);
      continue;
    }
    if (run > 3) return {};
    property += run == 1 ? '.' : run == 2 ? '_' : '-';
    name.remove_prefix(run);
  }
  return property;
}

Result<StaticConfig> load_config(const ConfigSources& sources) {
  Loader loader;
  auto file = parse_properties(sources.file_content);
  if (!file)
    return fail(ErrorCode::InvalidConfig,
                fmt::format("{}: {}", sources.file_name, file.error().message));
  for (const auto& [name, value] : *file)
    if (auto set = loader.set(sources.file_name, name, value); !set)
      return tl::unexpected(set.error());

  for (const auto& [variable, value] : sources.environment) {
    const auto name = property_of_environment_name(variable);
    const bool foreign = std::find(kForeignVariables.begin(), kForeignVariables.end(), variable) !=
                         kForeignVariables.end();
    if (name.empty() || foreign) continue;
    // The environment is shared with other programs, so a name of theirs must not stop this one.
    if (broker_table().find(name) == nullptr && !has_open_prefix(name)) {
      loader.warn(Loader::unknown("environment variable " + variable, name));
      continue;
    }
    if (auto set = loader.set("environment variable " + variable, name, value); !set)
      return tl::unexpected(set.error());
  }

  for (const auto& setting : sources.settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
      return fail(ErrorCode::InvalidConfig, fmt::format("--set {}: expected KEY=VALUE", setting));
    if (auto set = loader.set("--set", setting.substr(0, equals), setting.substr(equals + 1)); !set)
      return tl::unexpected(set.error());
  }
  return loader.take();
}

Result<BrokerConfig> make_broker_config(const ConfigMap& static_values,
                                        const DynamicConfig& dynamic, std::string_view host_name) {
  BrokerConfig config;
  const auto lookup = [&](std::string_view name) -> const std::string* {
    for (const auto* level : {&dynamic.this_broker, &dynamic.cluster_wide, &static_values})
      if (const auto found = level->find(name); found != level->end()) return &found->second;
    return nullptr;
  };
  for (const auto* property : broker_table().rows())
    if (const auto* value = lookup(property->name)) assign(*property, *value, config);

  if (lookup("log.dirs") == nullptr)
    if (const auto* value = lookup("log.dir")) config.log_dirs = split_list(*value);
  if (config.log_dirs.empty())
    return fail(ErrorCode::InvalidConfig, "log.dirs is empty: name a folder for the data");
  if (const auto* value = lookup("broker.id"); value != nullptr && *value != "-1") {
    if (lookup("node.id") != nullptr && *lookup("node.id") != *value)
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("broker.id={} and node.id={} name the same thing; keep node.id",
                              *value, *lookup("node.id")));
    config.node_id = static_cast<std::int32_t>(std::stol(*value));
  }
  if (config.node_id < 0)
    return fail(ErrorCode::InvalidConfig, "node.id has to be a whole number of at least 0");
  if (auto listeners = resolve_listeners(lookup, host_name, config); !listeners)
    return tl::unexpected(listeners.error());
  return config;
}

}  // namespace barnabas
