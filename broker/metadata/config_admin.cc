#include "broker/metadata/config_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "broker/metadata/config_rules.h"
#include "broker/metadata/config_view.h"
#include "broker/metadata/topic_rules.h"
#include "storage/topic_partition.h"

namespace barnabas {
namespace {

// What a config in an incremental request is to become.
enum Operation : std::int8_t { Set = 0, Delete = 1, Append = 2, Subtract = 3 };

ConfigResource resource_of(const auto& resource) {
  return {static_cast<ConfigResourceType>(resource.resource_type), resource.resource_name};
}

std::string join(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, ","));
}

template <class Resource>
std::map<ConfigResource, int> count_resources(const std::vector<Resource>& resources) {
  std::map<ConfigResource, int> times;
  for (const auto& resource : resources) ++times[resource_of(resource)];
  return times;
}

}  // namespace

DescribeConfigsResponse ConfigAdmin::describe(const DescribeConfigsRequest& request) const {
  DescribeConfigsResponse response;
  for (const auto& wanted : request.resources) {
    auto& result = response.results.emplace_back();
    result.resource_type = wanted.resource_type;
    result.resource_name = wanted.resource_name;
    result.error_message = std::nullopt;
    auto entries = entries_of(resource_of(wanted), request);
    if (!entries) {
      result.error_code = entries.error().code;
      result.error_message = entries.error().message;
      continue;
    }
    result.configs = std::move(*entries);
    // No list of names means all of them, and so does an empty one.
    if (!wanted.configuration_keys || wanted.configuration_keys->empty()) continue;
    const std::set<std::string> names(wanted.configuration_keys->begin(),
                                      wanted.configuration_keys->end());
    std::erase_if(result.configs, [&](const auto& entry) { return !names.contains(entry.name); });
  }
  return response;
}

Result<std::vector<ConfigEntry>> ConfigAdmin::entries_of(
    const ConfigResource& resource, const DescribeConfigsRequest& request) const {
  const ConfigView view(
      environment_.static_config, environment_.dynamic,
      {.documentation = request.include_documentation, .synonyms = request.include_synonyms});
  const auto& overrides = environment_.image.config(resource);
  switch (resource.type) {
    case ConfigResourceType::Topic:
      if (!is_legal_topic_name(resource.name))
        return fail(ErrorCode::InvalidTopicException,
                    fmt::format("\"{}\" cannot be the name of a topic.", resource.name));
      if (environment_.image.topic(resource.name) == nullptr)
        return fail(ErrorCode::UnknownTopicOrPartition,
                    fmt::format("There is no topic '{}'.", resource.name));
      return view.topic(overrides);
    case ConfigResourceType::Broker:
      return broker_entries(resource.name, request);
    case ConfigResourceType::BrokerLogger:
      if (resource.name != std::to_string(environment_.config.node_id))
        return fail(ErrorCode::InvalidRequest,
                    fmt::format("This is broker {}, not \"{}\".", environment_.config.node_id,
                                resource.name));
      return std::vector<ConfigEntry>();
    case ConfigResourceType::ClientMetrics:
      if (resource.name.empty())
        return fail(ErrorCode::InvalidRequest, "A client metrics subscription needs a name.");
      return view.client_metrics(overrides);
    case ConfigResourceType::Group:
      if (resource.name.empty()) return fail(ErrorCode::InvalidRequest, "A group needs a name.");
      return view.group(overrides);
    case ConfigResourceType::Unknown:
      break;
  }
  return fail(ErrorCode::InvalidRequest, fmt::format("There is no kind of resource with number {}.",
                                                     static_cast<int>(resource.type)));
}

Result<std::vector<ConfigEntry>> ConfigAdmin::broker_entries(
    const std::string& name, const DescribeConfigsRequest& request) const {
  const ConfigView view(
      environment_.static_config, environment_.dynamic,
      {.documentation = request.include_documentation, .synonyms = request.include_synonyms});
  if (name.empty()) return view.all_brokers();
  if (name == std::to_string(environment_.config.node_id)) return view.broker(environment_.config);
  return fail(ErrorCode::InvalidRequest,
              fmt::format("This is broker {}; ask broker \"{}\" for its own configs.",
                          environment_.config.node_id, name));
}

Result<void> ConfigAdmin::check_resource(const ConfigResource& resource) const {
  const auto& image = environment_.image;
  switch (resource.type) {
    case ConfigResourceType::Topic:
      if (image.topic(resource.name) == nullptr)
        return fail(ErrorCode::UnknownTopicOrPartition,
                    fmt::format("There is no topic '{}'.", resource.name));
      return {};
    case ConfigResourceType::Broker: {
      if (resource.name.empty()) return {};
      const auto& brokers = image.brokers();
      const bool known = std::any_of(brokers.begin(), brokers.end(), [&](const auto& broker) {
        return std::to_string(broker.first) == resource.name;
      });
      if (known) return {};
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("There is no broker \"{}\".", resource.name));
    }
    case ConfigResourceType::ClientMetrics:
    case ConfigResourceType::Group:
      if (resource.name.empty())
        return fail(ErrorCode::InvalidRequest,
                    fmt::format("A {} config needs the name of its {}.", to_string(resource.type),
                                to_string(resource.type)));
      return {};
    case ConfigResourceType::BrokerLogger:
      return fail(ErrorCode::InvalidRequest, "This broker has no loggers to adjust.");
    case ConfigResourceType::Unknown:
      break;
  }
  return fail(ErrorCode::InvalidRequest, fmt::format("There is no kind of resource with number {}.",
                                                     static_cast<int>(resource.type)));
}

ConfigMap ConfigAdmin::overrides_of(const ConfigResource& resource) const {
  const auto& stored = environment_.image.config(resource);
  return resource.type == ConfigResourceType::Topic ? visible_topic_overrides(stored) : stored;
}

std::vector<std::string> ConfigAdmin::current_list(const ConfigResource& resource,
                                                   std::string_view name,
                                                   const ConfigMap& overrides) const {
  if (const auto own = overrides.find(name); own != overrides.end()) return split_list(own->second);
  const auto property = find_config(resource.type, name);
  if (!property) return {};
  if (resource.type == ConfigResourceType::Broker) {
    const auto set = environment_.static_config.find(name);
    if (set != environment_.static_config.end()) return split_list(set->second);
  }
  const TopicConfigSources sources{overrides, environment_.dynamic, environment_.static_config};
  return split_list(effective_value(sources, **property).value_or(""));
}

Result<void> ConfigAdmin::apply(const ConfigResource& resource, const AlterableConfig& config,
                                ConfigMap& overrides) const {
  // Any name can be taken away: one that another release has set, and one that nobody has set,
  // which is no mistake to Apache Kafka either.
  if (config.config_operation == Delete) {
    overrides.erase(config.name);
    return {};
  }
  const auto property = find_config(resource.type, config.name);
  if (!property) return tl::unexpected(property.error());
  if (resource.type == ConfigResourceType::Broker)
    if (auto dynamic = check_dynamic(config.name, resource.name.empty()); !dynamic) return dynamic;
  if (config.config_operation < Set || config.config_operation > Subtract)
    return fail(ErrorCode::InvalidRequest, fmt::format("Operation {} on {} is none of 0 to 3.",
                                                       config.config_operation, config.name));
  if (!config.value)
    return fail(ErrorCode::InvalidRequest, fmt::format("{} needs a value.", config.name));
  std::string value = *config.value;
  if (config.config_operation != Set) {
    if ((*property)->type != PropertyType::List)
      return fail(ErrorCode::InvalidConfig,
                  fmt::format("Cannot {} {}: it is not a list.",
                              config.config_operation == Append ? "append to" : "subtract from",
                              config.name));
    auto list = current_list(resource, config.name, overrides);
    for (const auto& element : split_list(value)) {
      const auto at = std::find(list.begin(), list.end(), element);
      if (config.config_operation == Append && at == list.end()) list.push_back(element);
      if (config.config_operation == Subtract && at != list.end()) list.erase(at);
    }
    value = join(list);
  }
  auto valid = validate_value(**property, value);
  if (!valid) return tl::unexpected(valid.error());
  overrides.insert_or_assign(config.name, std::move(*valid));
  return {};
}

Result<ConfigMap> ConfigAdmin::altered(const ConfigResource& resource,
                                       const std::vector<AlterableConfig>& configs) const {
  if (auto usable = check_resource(resource); !usable) return tl::unexpected(usable.error());
  auto overrides = overrides_of(resource);
  std::set<std::string> named;
  for (const auto& config : configs) {
    if (!named.insert(config.name).second)
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("The request names {} twice.", config.name));
    if (auto applied = apply(resource, config, overrides); !applied)
      return tl::unexpected(applied.error());
  }
  return overrides;
}

Result<ConfigMap> ConfigAdmin::replaced(
    const ConfigResource& resource,
    const std::vector<AlterConfigsRequest::AlterableConfig>& configs) const {
  if (auto usable = check_resource(resource); !usable) return tl::unexpected(usable.error());
  ConfigMap overrides;
  std::set<std::string> named;
  for (const auto& config : configs) {
    if (!named.insert(config.name).second)
      return fail(ErrorCode::InvalidRequest,
                  fmt::format("The request names {} twice.", config.name));
    const AlterableConfig set{.name = config.name, .config_operation = Set, .value = config.value};
    if (auto applied = apply(resource, set, overrides); !applied)
      return tl::unexpected(applied.error());
  }
  return overrides;
}

void ConfigAdmin::add_records(const ConfigResource& resource, const ConfigMap& wanted,
                              MetadataChange& change) const {
  const bool is_topic = resource.type == ConfigResourceType::Topic;
  const auto& before = environment_.image.config(resource);
  const auto after = is_topic ? stored_topic_overrides(wanted) : wanted;
  const auto record = [&](const std::string& name, std::optional<std::string> value) {
    change.records.add(ConfigRecord{.resource_type = static_cast<std::int8_t>(resource.type),
                                    .resource_name = resource.name,
                                    .name = name,
                                    .value = std::move(value)});
  };
  for (const auto& [name, value] : before)
    if (!after.contains(name)) record(name, std::nullopt);
  for (const auto& [name, value] : after) {
    const auto old = before.find(name);
    if (old == before.end() || old->second != value) record(name, value);
  }
  if (is_topic) change.topics.push_back(environment_.image.topic(resource.name)->id);
  if (resource.type == ConfigResourceType::Broker) change.broker_configs = true;
}

// One answer a resource. `apply` gives the configs that the resource has afterwards.
template <class Response, class Request, class Apply>
Response ConfigAdmin::alter_each(const Request& request, MetadataChange& change,
                                 const Apply& apply) const {
  const auto times = count_resources(request.resources);
  Response response;
  std::set<ConfigResource> answered;
  for (const auto& wanted : request.resources) {
    const auto resource = resource_of(wanted);
    if (!answered.insert(resource).second) continue;
    auto& result = response.responses.emplace_back();
    result.resource_type = wanted.resource_type;
    result.resource_name = wanted.resource_name;
    result.error_message = std::nullopt;
    auto configs = times.at(resource) > 1
                       ? fail(ErrorCode::InvalidRequest, "The request names this resource twice.")
                       : apply(resource, wanted.configs);
    if (configs && !request.validate_only) add_records(resource, *configs, change);
    if (configs) continue;
    result.error_code = configs.error().code;
    result.error_message = configs.error().message;
  }
  return response;
}

AlterConfigsResponse ConfigAdmin::alter(const AlterConfigsRequest& request,
                                        MetadataChange& change) const {
  return alter_each<AlterConfigsResponse>(
      request, change,
      [this](const auto& resource, const auto& configs) { return replaced(resource, configs); });
}

IncrementalAlterConfigsResponse ConfigAdmin::alter(const IncrementalAlterConfigsRequest& request,
                                                   MetadataChange& change) const {
  return alter_each<IncrementalAlterConfigsResponse>(
      request, change,
      [this](const auto& resource, const auto& configs) { return altered(resource, configs); });
}

ListConfigResourcesResponse ConfigAdmin::list(const ListConfigResourcesRequest& request,
                                              Version version) const {
  ListConfigResourcesResponse response;
  const auto add = [&](ConfigResourceType type, const std::string& name) {
    response.config_resources.push_back({name, static_cast<std::int8_t>(type)});
  };
  // Version 0 knows client metrics only (KIP-714); no types means all (KIP-1142).
  std::vector<ConfigResourceType> types;
  for (const auto type : request.resource_types)
    types.push_back(static_cast<ConfigResourceType>(type));
  if (version == 0) types = {ConfigResourceType::ClientMetrics};
  if (types.empty())
    types = {ConfigResourceType::Topic, ConfigResourceType::Broker,
             ConfigResourceType::BrokerLogger, ConfigResourceType::ClientMetrics,
             ConfigResourceType::Group};
  for (const auto type : types) {
    switch (type) {
      case ConfigResourceType::Topic:
        for (const auto& [name, topic] : environment_.image.topics()) add(type, name);
        break;
      case ConfigResourceType::Broker:
      case ConfigResourceType::BrokerLogger:
        for (const auto& [id, broker] : environment_.image.brokers()) add(type, std::to_string(id));
        break;
      case ConfigResourceType::ClientMetrics:
      case ConfigResourceType::Group:
        for (const auto& [resource, values] : environment_.image.configs())
          if (resource.type == type) add(type, resource.name);
        break;
      case ConfigResourceType::Unknown:
      default:
        response.error_code = ErrorCode::UnsupportedVersion;
        response.config_resources.clear();
        return response;
    }
  }
  return response;
}

}  // namespace barnabas
