#include "broker/config/topic_config.h"

#include <charconv>

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

std::optional<double> fraction(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

const std::string* find(const ConfigMap& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

// The broker's value for a property with its family: each level in turn, the finest unit first.
std::optional<std::string> broker_value(const TopicConfigSources& sources, std::string_view twin) {
  const auto family = broker_synonyms(twin);
  // Within one name the stronger level wins; among names the finer unit does, whoever set it.
  for (const auto& synonym : family) {
    for (const auto* level :
         {&sources.dynamic.this_broker, &sources.dynamic.cluster_wide, &sources.static_values}) {
      const auto* value = find(*level, synonym.name);
      if (value == nullptr) continue;
      if (synonym.to_milliseconds == 1) return *value;
      const auto amount = number(*value);
      if (!amount) continue;
      // -1 means "no limit" in every unit.
      return std::to_string(*amount < 0 ? *amount : *amount * synonym.to_milliseconds);
    }
  }
  return std::nullopt;
}

class Values {
 public:
  explicit Values(const TopicConfigSources& sources) : sources_(sources) {}

  std::string text(std::string_view name) const {
    return effective_value(sources_, *topic_table().find(name)).value_or("");
  }
  std::int64_t integer(std::string_view name) const {
    if (const auto value = number(text(name))) return *value;
    return number(topic_table().find(name)->default_value).value_or(0);
  }

 private:
  const TopicConfigSources& sources_;
};

void set_compression(const Values& values, LogConfig& log) {
  const auto type = values.text("compression.type");
  log.compression_type.reset();
  log.compression_level.reset();
  if (type == "uncompressed") log.compression_type = Compression::None;
  if (type == "gzip") log.compression_type = Compression::Gzip;
  if (type == "snappy") log.compression_type = Compression::Snappy;
  if (type == "lz4") log.compression_type = Compression::Lz4;
  if (type == "zstd") log.compression_type = Compression::Zstd;
  if (type == "gzip" || type == "lz4" || type == "zstd")
    log.compression_level = static_cast<int>(values.integer("compression." + type + ".level"));
}

}  // namespace

std::optional<std::string> effective_value(const TopicConfigSources& sources,
                                           const Property& property) {
  if (const auto* value = find(sources.topic, property.name)) return *value;
  if (!property.twin.empty())
    if (auto value = broker_value(sources, property.twin)) return value;
  if (property.default_value == kNoDefault) return std::nullopt;
  return property.default_value;
}

TopicConfig make_topic_config(const TopicConfigSources& sources) {
  const auto overrides = visible_topic_overrides(sources.topic);
  const TopicConfigSources visible{overrides, sources.dynamic, sources.static_values};
  const Values values(visible);
  TopicConfig config;
  auto& log = config.log;
  log.segment_bytes = values.integer("segment.bytes");
  log.segment_ms = values.integer("segment.ms");
  log.segment_jitter_ms = values.integer("segment.jitter.ms");
  log.segment_index_bytes = values.integer("segment.index.bytes");
  log.index_interval_bytes = values.integer("index.interval.bytes");
  log.retention_ms = values.integer("retention.ms");
  log.retention_bytes = values.integer("retention.bytes");
  log.file_delete_delay_ms = values.integer("file.delete.delay.ms");
  log.cleanup_delete = log.cleanup_compact = false;
  for (const auto& policy : split_list(values.text("cleanup.policy"))) {
    log.cleanup_delete |= policy == "delete";
    log.cleanup_compact |= policy == "compact";
  }
  log.min_cleanable_dirty_ratio =
      fraction(values.text("min.cleanable.dirty.ratio")).value_or(log.min_cleanable_dirty_ratio);
  log.min_compaction_lag_ms = values.integer("min.compaction.lag.ms");
  log.max_compaction_lag_ms = values.integer("max.compaction.lag.ms");
  log.delete_retention_ms = values.integer("delete.retention.ms");
  log.max_message_bytes = values.integer("max.message.bytes");
  log.message_timestamp_type = values.text("message.timestamp.type") == "LogAppendTime"
                                   ? TimestampType::LogAppendTime
                                   : TimestampType::CreateTime;
  log.message_timestamp_before_max_ms = values.integer("message.timestamp.before.max.ms");
  log.message_timestamp_after_max_ms = values.integer("message.timestamp.after.max.ms");
  set_compression(values, log);
  log.flush_messages = values.integer("flush.messages");
  log.flush_ms = values.integer("flush.ms");
  if (const auto expiry = broker_value(visible, "producer.id.expiration.ms"))
    log.producer_id_expiration_ms = number(*expiry).value_or(log.producer_id_expiration_ms);
  config.min_insync_replicas = static_cast<std::int32_t>(values.integer("min.insync.replicas"));
  return config;
}

ConfigMap visible_topic_overrides(const ConfigMap& stored) {
  auto visible = stored;
  const auto small = visible.find(kInternalSegmentBytes);
  if (small == visible.end()) return visible;
  visible["segment.bytes"] = small->second;
  visible.erase(small);
  return visible;
}

}  // namespace barnabas
