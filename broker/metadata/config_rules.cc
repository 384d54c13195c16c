#include "broker/metadata/config_rules.h"

#include <fmt/format.h>

#include <charconv>

#include "broker/config/topic_config.h"

namespace barnabas {
namespace {

constexpr std::string_view kListenerPrefix = "listener.name.";

// "listener.name.internal.ssl.keystore.location" is "ssl.keystore.location" of one listener.
std::string_view without_listener(std::string_view name) {
  if (!name.starts_with(kListenerPrefix)) return name;
  const auto dot = name.find('.', kListenerPrefix.size());
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

}  // namespace

const PropertyTable* config_table(ConfigResourceType type) {
  switch (type) {
    case ConfigResourceType::Topic:
      return &topic_table();
    case ConfigResourceType::Broker:
      return &broker_table();
    case ConfigResourceType::ClientMetrics:
      return &client_metrics_table();
    case ConfigResourceType::Group:
      return &group_table();
    case ConfigResourceType::BrokerLogger:
    case ConfigResourceType::Unknown:
      break;
  }
  return nullptr;
}

Result<const Property*> find_config(ConfigResourceType type, std::string_view name) {
  const auto* table = config_table(type);
  const Property* property = nullptr;
  if (table != nullptr) property = table->find(name);
  if (property == nullptr && type == ConfigResourceType::Broker)
    property = table->find(without_listener(name));
  if (property != nullptr) return property;
  const auto nearest = table == nullptr ? std::string_view() : table->nearest(name);
  return fail(ErrorCode::InvalidConfig,
              nearest.empty() ? fmt::format("Unknown {} config name: {}", to_string(type), name)
                              : fmt::format("Unknown {} config name: {}; did you mean {}?",
                                            to_string(type), name, nearest));
}

Result<std::string> check_config(ConfigResourceType type, std::string_view name,
                                 std::string_view value) {
  const auto property = find_config(type, name);
  if (!property) return tl::unexpected(property.error());
  return validate_value(**property, value);
}

Result<void> check_dynamic(std::string_view name, bool for_all) {
  const auto property = find_config(ConfigResourceType::Broker, name);
  if (!property) return tl::unexpected(property.error());
  const auto mode = (*property)->update;
  if (mode == UpdateMode::ReadOnly)
    return fail(ErrorCode::InvalidRequest,
                fmt::format("{} cannot change while the broker runs; set it in its configuration "
                            "and start it again.",
                            name));
  if (for_all && mode == UpdateMode::PerBroker)
    return fail(ErrorCode::InvalidRequest,
                fmt::format("{} belongs to a single broker; name the broker.", name));
  return {};
}

ConfigMap stored_topic_overrides(const ConfigMap& visible) {
  auto stored = visible;
  const auto found = stored.find("segment.bytes");
  if (found == stored.end()) return stored;
  const auto& text = found->second;
  std::int64_t bytes = 0;
  std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (bytes >= kApacheSegmentBytesMin) return stored;
  stored.insert_or_assign(std::string(kInternalSegmentBytes), text);
  stored.erase(found);
  return stored;
}

std::string_view to_string(ConfigResourceType type) {
  switch (type) {
    case ConfigResourceType::Topic:
      return "topic";
    case ConfigResourceType::Broker:
      return "broker";
    case ConfigResourceType::BrokerLogger:
      return "broker logger";
    case ConfigResourceType::ClientMetrics:
      return "client metrics";
    case ConfigResourceType::Group:
      return "group";
    case ConfigResourceType::Unknown:
      break;
  }
  return "unknown";
}

}  // namespace barnabas
