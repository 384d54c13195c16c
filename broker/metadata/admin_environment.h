#pragma once
// What planning a change of topics or configs looks at, and what comes out of it.
//
// Planning is pure: it reads the image and says which records have to be appended. Whoever asked
// appends them (Cluster::change) and then answers with what was planned.

#include <functional>
#include <vector>

#include "broker/config/topic_config.h"
#include "broker/metadata/metadata_image.h"

namespace barnabas {

struct AdminEnvironment {
  const MetadataImage& image;
  const BrokerConfig& config;      // in force
  const ConfigMap& static_config;  // what somebody set before the start
  const DynamicConfig& dynamic;    // of this broker
  Uuid directory_id;               // of this broker's data directory
  std::function<Uuid()> new_topic_id;
};

struct MetadataChange {
  explicit MetadataChange(const MetadataImage& image) : records(image.metadata_version()) {}
  MetadataRecords records;
  std::vector<Uuid> topics;     // created, deleted, grown or given other configs
  bool broker_configs = false;  // of all brokers or of one
};

}  // namespace barnabas
