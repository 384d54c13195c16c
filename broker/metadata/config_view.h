#pragma once
// ConfigView: configs as clients are shown them: the value in force, where it comes from, and what
// else could have given it (its synonyms).
//
//   retention.ms of a topic:  the topic's own, then log.retention.ms of this broker, of all
//   brokers, of the file, then the default.
//
// Pure. As Apache Kafka does, a value that only a synonym in another unit gives
// (log.retention.hours for retention.ms) has no synonyms of its own and counts as a default.

#include "broker/metadata/admin_environment.h"
#include "protocol/messages/configs/describe_configs.h"
#include "protocol/messages/topics/create_topics.h"

namespace barnabas {

// Kafka's numbers for where a value comes from.
enum class ConfigSource : std::int8_t {
  Unknown = 0,
  Topic = 1,
  DynamicBroker = 2,
  DynamicDefaultBroker = 3,
  StaticBroker = 4,
  Default = 5,
  ClientMetrics = 7,
  Group = 8,
};

using ConfigEntry = DescribeConfigsResponse::ResourceResult;

class ConfigView {
 public:
  struct Options {
    bool documentation = false;
    bool synonyms = true;  // shown; they are always worked out
  };
  ConfigView(const ConfigMap& static_config, const DynamicConfig& dynamic, const Options& options)
      : static_config_(static_config), dynamic_(dynamic), options_(options) {}

  // All that is not internal, sorted by name. `overrides` are the topic's own, as stored.
  std::vector<ConfigEntry> topic(const ConfigMap& overrides) const;
  std::vector<ConfigEntry> group(const ConfigMap& overrides) const;
  std::vector<ConfigEntry> client_metrics(const ConfigMap& overrides) const;
  // This broker's; `config` gives the values that are worked out of others, such as node.id.
  std::vector<ConfigEntry> broker(const BrokerConfig& config) const;
  // Only what is set for all brokers while they run.
  std::vector<ConfigEntry> all_brokers() const;

 private:
  using Synonym = DescribeConfigsResponse::Synonym;
  std::vector<Synonym> broker_synonyms_of(std::string_view name, bool sensitive) const;
  ConfigEntry entry(const Property& property, std::optional<std::string> value,
                    std::vector<Synonym> synonyms) const;
  // A config with overrides of its own above a broker's twin.
  ConfigEntry twin_entry(const Property& property, const ConfigMap& overrides,
                         ConfigSource own_source) const;
  ConfigEntry unlisted_entry(const std::string& name) const;

  const ConfigMap& static_config_;
  const DynamicConfig& dynamic_;
  const Options options_;
};

// What CreateTopics says of a new topic.
std::vector<CreateTopicsResponse::CreatableTopicConfigs> created_topic_configs(
    const TopicConfigSources& sources);

}  // namespace barnabas
