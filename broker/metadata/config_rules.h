#pragma once
// Which configs a resource can have, and which values they take: the checks behind CreateTopics,
// AlterConfigs and IncrementalAlterConfigs. Pure.

#include "broker/config/property_table.h"
#include "broker/metadata/metadata_image.h"

namespace barnabas {

// The properties of a kind of resource; null for kinds that have none here.
const PropertyTable* config_table(ConfigResourceType type);

// The row of a config; knows listener.name.x. prefixes of brokers. Errors: INVALID_CONFIG with the
// nearest known name.
Result<const Property*> find_config(ConfigResourceType type, std::string_view name);

// The value in canonical spelling. Errors: INVALID_CONFIG.
Result<std::string> check_config(ConfigResourceType type, std::string_view name,
                                 std::string_view value);

// Whether a broker may change this while it runs; `for_all` asks on behalf of all brokers.
// Errors: INVALID_REQUEST.
Result<void> check_dynamic(std::string_view name, bool for_all);

// A topic's overrides as they are stored: segments smaller than Apache Kafka allows stand under
// its internal name, see topic_config.h.
ConfigMap stored_topic_overrides(const ConfigMap& visible);

// "topic", "broker" ... for messages.
std::string_view to_string(ConfigResourceType type);

}  // namespace barnabas
