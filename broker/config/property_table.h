#pragma once
// The table of all settings, by the kind of thing that they configure (ConfigResource in Apache).
//
// One table drives the properties file, --set, the environment, DescribeConfigs, the checks of
// AlterConfigs, --help and docs/config.md. Rows are in tables/*.cc by subject. Constants; any
// thread.

#include <array>
#include <span>

#include "broker/config/property.h"

namespace barnabas {

// Rows by subject, as tables/*.cc list them.
std::span<const Property> node_properties();
std::span<const Property> network_properties();
std::span<const Property> log_properties();
std::span<const Property> replication_properties();
std::span<const Property> coordinator_properties();
std::span<const Property> quorum_properties();
std::span<const Property> security_properties();
std::span<const Property> remote_storage_properties();
// Properties that left Apache Kafka with 4.0 and still stand in many files.
std::span<const Property> removed_properties();

std::span<const Property> topic_properties();
std::span<const Property> group_properties();
std::span<const Property> client_metrics_properties();

// A set of properties with lookup by name; iteration is sorted by name.
class PropertyTable {
 public:
  explicit PropertyTable(std::span<const std::span<const Property>> parts);

  // The row of that name, null where there is none.
  const Property* find(std::string_view name) const;
  std::span<const Property* const> rows() const { return rows_; }
  // The known name that looks most like `name`; empty where none comes near.
  std::string_view nearest(std::string_view name) const;

 private:
  std::vector<const Property*> rows_;
};

// The four tables. `broker` has everything that may stand in server.properties.
const PropertyTable& broker_table();
const PropertyTable& topic_table();
const PropertyTable& group_table();
const PropertyTable& client_metrics_table();

// Several properties may set one thing in different units: log.retention.ms, .minutes, .hours.
struct BrokerSynonym {
  std::string_view name;
  std::int64_t to_milliseconds = 1;
};

// The names that set what `name` sets, the strongest first; `name` alone where it has no family.
std::vector<BrokerSynonym> broker_synonyms(std::string_view name);

}  // namespace barnabas
