#include "broker/metadata/config_view.h"

#include <algorithm>

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

const std::string* find(const ConfigMap& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

std::int8_t number(ConfigSource source) { return static_cast<std::int8_t>(source); }

std::optional<std::string> hide(std::string value, bool sensitive) {
  if (sensitive) return std::nullopt;
  return value;
}

// Whether the listing of all brokers' configs has a row that nobody asked for by name.
bool is_listed(const Property& property) { return !property.hidden; }

std::string join_listeners(const std::vector<Listener>& listeners) {
  std::string text;
  for (const auto& listener : listeners) {
    const bool is_ipv6 = listener.host.find(':') != std::string::npos;
    text += (text.empty() ? "" : ",") + listener.name + "://" +
            (is_ipv6 ? "[" + listener.host + "]" : listener.host) + ":" +
            std::to_string(listener.port);
  }
  return text;
}

// Values that follow from others when nobody set them.
std::optional<std::string> derived(const Property& property, const BrokerConfig& config) {
  if (property.name == "node.id" || property.name == "broker.id")
    return std::to_string(config.node_id);
  if (property.name == "advertised.listeners") return join_listeners(config.advertised_listeners);
  if (property.default_value == kNoDefault) return std::nullopt;
  return property.default_value;
}

}  // namespace

std::vector<ConfigView::Synonym> ConfigView::broker_synonyms_of(std::string_view name,
                                                                bool sensitive) const {
  const auto family = barnabas::broker_synonyms(name);
  std::vector<Synonym> synonyms;
  const auto add_level = [&](const ConfigMap& level, ConfigSource source) {
    for (const auto& member : family)
      if (const auto* value = find(level, member.name))
        synonyms.push_back({std::string(member.name), hide(*value, sensitive), number(source)});
  };
  add_level(dynamic_.this_broker, ConfigSource::DynamicBroker);
  add_level(dynamic_.cluster_wide, ConfigSource::DynamicDefaultBroker);
  add_level(static_config_, ConfigSource::StaticBroker);
  for (const auto& member : family) {
    const auto* property = broker_table().find(member.name);
    if (property != nullptr && property->default_value != kNoDefault)
      synonyms.push_back({std::string(member.name), hide(property->default_value, sensitive),
                          number(ConfigSource::Default)});
  }
  // What stands before the first value under the name itself belongs to its relatives.
  const auto own = std::find_if(synonyms.begin(), synonyms.end(),
                                [&](const Synonym& synonym) { return synonym.name == name; });
  synonyms.erase(synonyms.begin(), own);
  return synonyms;
}

ConfigEntry ConfigView::entry(const Property& property, std::optional<std::string> value,
                              std::vector<Synonym> synonyms) const {
  ConfigEntry entry;
  entry.name = property.name;
  entry.is_sensitive = property.is_sensitive();
  entry.value = property.is_sensitive() ? std::nullopt : std::move(value);
  entry.config_source = synonyms.empty() ? number(ConfigSource::Default) : synonyms.front().source;
  entry.is_default = entry.config_source == number(ConfigSource::Default);
  entry.config_type = static_cast<std::int8_t>(property.type);
  entry.documentation = std::nullopt;
  if (options_.documentation) entry.documentation = documentation_of(property);
  if (options_.synonyms) entry.synonyms = std::move(synonyms);
  return entry;
}

ConfigEntry ConfigView::twin_entry(const Property& property, const ConfigMap& overrides,
                                   ConfigSource own_source) const {
  std::vector<Synonym> synonyms;
  if (!property.twin.empty()) synonyms = broker_synonyms_of(property.twin, property.is_sensitive());
  if (const auto* own = find(overrides, property.name))
    synonyms.insert(synonyms.begin(), {std::string(property.name),
                                       hide(*own, property.is_sensitive()), number(own_source)});
  const TopicConfigSources sources{overrides, dynamic_, static_config_};
  return entry(property, effective_value(sources, property), std::move(synonyms));
}

std::vector<ConfigEntry> ConfigView::topic(const ConfigMap& overrides) const {
  const auto visible = visible_topic_overrides(overrides);
  std::vector<ConfigEntry> entries;
  for (const auto* property : topic_table().rows())
    if (is_listed(*property))
      entries.push_back(twin_entry(*property, visible, ConfigSource::Topic));
  return entries;
}

std::vector<ConfigEntry> ConfigView::group(const ConfigMap& overrides) const {
  std::vector<ConfigEntry> entries;
  for (const auto* property : group_table().rows())
    if (is_listed(*property) || find(overrides, property->name) != nullptr)
      entries.push_back(twin_entry(*property, overrides, ConfigSource::Group));
  return entries;
}

std::vector<ConfigEntry> ConfigView::client_metrics(const ConfigMap& overrides) const {
  std::vector<ConfigEntry> entries;
  for (const auto* property : client_metrics_table().rows())
    entries.push_back(twin_entry(*property, overrides, ConfigSource::ClientMetrics));
  return entries;
}

// A name with a listener in front, or of a plug-in: known to nobody but whoever set it, and
// perhaps a secret.
ConfigEntry ConfigView::unlisted_entry(const std::string& name) const {
  const Property property{.name = name, .type = PropertyType::Password};
  auto shown = entry(property, std::nullopt, broker_synonyms_of(name, true));
  shown.config_type = 0;
  return shown;
}

std::vector<ConfigEntry> ConfigView::broker(const BrokerConfig& config) const {
  std::vector<ConfigEntry> entries;
  for (const auto* property : broker_table().rows()) {
    auto synonyms = broker_synonyms_of(property->name, property->is_sensitive());
    const bool set = !synonyms.empty() && synonyms.front().source != number(ConfigSource::Default);
    if (!is_listed(*property) && !set) continue;
    auto value = set ? synonyms.front().value : derived(*property, config);
    auto shown = entry(*property, std::move(value), std::move(synonyms));
    shown.read_only = property->update == UpdateMode::ReadOnly;
    entries.push_back(std::move(shown));
  }
  for (const auto* level : {&dynamic_.this_broker, &dynamic_.cluster_wide, &static_config_}) {
    for (const auto& [name, value] : *level) {
      const auto same = [&](const ConfigEntry& other) { return other.name == name; };
      if (broker_table().find(name) == nullptr &&
          std::none_of(entries.begin(), entries.end(), same))
        entries.push_back(unlisted_entry(name));
    }
  }
  return entries;
}

std::vector<ConfigEntry> ConfigView::all_brokers() const {
  std::vector<ConfigEntry> entries;
  for (const auto& [name, value] : dynamic_.cluster_wide) {
    const auto* property = broker_table().find(name);
    if (property == nullptr) {
      entries.push_back(unlisted_entry(name));
      continue;
    }
    const auto shown_value = hide(value, property->is_sensitive());
    entries.push_back(entry(*property, shown_value,
                            {{name, shown_value, number(ConfigSource::DynamicDefaultBroker)}}));
  }
  return entries;
}

std::vector<CreateTopicsResponse::CreatableTopicConfigs> created_topic_configs(
    const TopicConfigSources& sources) {
  const ConfigView view(sources.static_values, sources.dynamic,
                        {.documentation = false, .synonyms = false});
  std::vector<CreateTopicsResponse::CreatableTopicConfigs> configs;
  for (auto& entry : view.topic(sources.topic))
    configs.push_back({.name = std::move(entry.name),
                       .value = std::move(entry.value),
                       .read_only = false,
                       .config_source = entry.config_source,
                       .is_sensitive = entry.is_sensitive});
  return configs;
}

}  // namespace barnabas
