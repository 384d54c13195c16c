#pragma once
// TopicConfig: the effective settings of a topic, from its own overrides over the broker's.
//
// A topic's value wins over the broker's twin (log.retention.ms for retention.ms, in whichever unit
// it was given), and that over the default. A value type; computed anew when a config changes.

#include <memory>

#include "broker/config/config_sources.h"
#include "broker/config/property.h"
#include "storage/log_config.h"

namespace barnabas {

struct TopicConfig {
  LogConfig log;
  std::int32_t min_insync_replicas = 1;
};

// Everything that a topic's value may come from: its own overrides and the broker's levels.
struct TopicConfigSources {
  const ConfigMap& topic;
  const DynamicConfig& dynamic;
  const ConfigMap& static_values;
};

// REQUIRES: all values were validated when they were set; one that is not readable nonetheless,
// for instance written by a newer Apache Kafka, counts as not set.
TopicConfig make_topic_config(const TopicConfigSources& sources);

// The value that is in force for a property of a topic or group: its own, the twin's or the
// default; nothing where there is none. `sources.topic` are the resource's own values.
std::optional<std::string> effective_value(const TopicConfigSources& sources,
                                           const Property& property);

// Apache Kafka refuses segments below a megabyte except under this internal name; small ones are
// stored so that it can open the directory too.
inline constexpr std::string_view kInternalSegmentBytes = "internal.segment.bytes";
inline constexpr std::int64_t kApacheSegmentBytesMin = 1'048'576;

// The overrides of a topic under the names that users know: internal.segment.bytes becomes
// segment.bytes.
ConfigMap visible_topic_overrides(const ConfigMap& stored);

}  // namespace barnabas
