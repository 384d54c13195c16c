#pragma once
// Where a broker's configuration comes from before it runs: a properties file, the environment and
// --set, each stronger than the one before; then the table's defaults.
//
// All functions are pure: the caller reads the file and passes the environment in.

#include <functional>
#include <map>
#include <span>

#include "broker/config/broker_config.h"
#include "protocol/base/result.h"

namespace barnabas {

// Values that somebody set, by property name, as written.
using ConfigMap = std::map<std::string, std::string, std::less<>>;

struct ConfigSources {
  std::string_view file_name;     // for messages
  std::string_view file_content;  // Java properties syntax
  std::span<const std::pair<std::string, std::string>> environment;
  std::span<const std::string> settings;  // KEY=VALUE of --set, the last one wins
};

struct StaticConfig {
  ConfigMap values;
  std::vector<std::string> warnings;  // one sentence each: accepted without effect, left out ...
};

// Reads and checks all sources. Errors: InvalidConfig that names the place, what is wrong with it
// and, for an unknown name, the nearest known one.
Result<StaticConfig> load_config(const ConfigSources& sources);

// Key and value pairs of Java's properties syntax: comments, continuation lines, escapes.
Result<ConfigMap> parse_properties(std::string_view content);

// KAFKA_LOG_SEGMENT_BYTES -> log.segment.bytes, as Apache's container image maps names: one
// underscore is a dot, two are an underscore, three a dash. Empty where it is not such a name.
std::string property_of_environment_name(std::string_view name);

// What is set while the broker runs, from the metadata log: for all brokers, and for this one.
struct DynamicConfig {
  ConfigMap cluster_wide;
  ConfigMap this_broker;
};

// The typed values: this broker's over the cluster's over static ones over defaults.
// `host_name` is advertised for a listener on all interfaces. Errors: InvalidConfig, for what only
// shows when values meet, such as an advertised listener without its listener.
Result<BrokerConfig> make_broker_config(const ConfigMap& static_values,
                                        const DynamicConfig& dynamic = {},
                                        std::string_view host_name = "localhost");

}  // namespace barnabas
