#pragma once
// MetadataImage: what the cluster looks like, as a fold over the records of __cluster_metadata.
//
// Topics with their partitions, configs, features, registered brokers and the next free block of
// producer ids. Records go in through apply(), one by one and in log order; nothing else changes
// an image, so the same log always gives the same image. Look-ups by name or id take constant
// time; topics() is sorted by name.
//
// Records of things that this broker does not act on yet (ACLs, quotas, SCRAM users, delegation
// tokens, controllers) are kept as they came, so that a snapshot loses nothing.
// Loop's thread only. See docs/storage.md.

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "broker/config/config_sources.h"
#include "broker/metadata/metadata_records.h"
#include "broker/metadata/passive_records.h"
#include "protocol/base/offset.h"
#include "protocol/base/uuid.h"
#include "protocol/messages/records/broker_records.h"
#include "protocol/messages/records/config_records.h"
#include "protocol/messages/records/framing.h"
#include "protocol/messages/records/topic_records.h"

namespace barnabas {

inline constexpr std::int32_t kNoLeader = -1;

struct PartitionImage {
  std::int32_t leader = kNoLeader;
  LeaderEpoch leader_epoch = 0;
  std::int32_t partition_epoch = 0;
  std::int8_t leader_recovery_state = 0;
  std::vector<std::int32_t> replicas;
  std::vector<std::int32_t> isr;
  std::vector<std::int32_t> removing_replicas;
  std::vector<std::int32_t> adding_replicas;
  std::vector<Uuid> directories;  // of each replica, in the order of `replicas`
  std::vector<std::int32_t> eligible_leader_replicas;  // KIP-966
  std::vector<std::int32_t> last_known_elr;
};

struct TopicImage {
  std::string name;
  Uuid id;
  std::vector<PartitionImage> partitions;  // by number
};

// Kafka's numbers for what a config belongs to.
enum class ConfigResourceType : std::int8_t {
  Unknown = 0,
  Topic = 2,
  Broker = 4,
  BrokerLogger = 8,
  ClientMetrics = 16,
  Group = 32,
};

// What a config belongs to; a broker without a name means all brokers.
struct ConfigResource {
  ConfigResourceType type = ConfigResourceType::Topic;
  std::string name;
  auto operator<=>(const ConfigResource&) const = default;
};

class MetadataImage {
 public:
  using Topics = std::map<std::string, std::unique_ptr<TopicImage>, std::less<>>;

  MetadataImage() = default;
  MetadataImage(MetadataImage&&) = default;
  MetadataImage& operator=(MetadataImage&&) = default;

  // Applies one record. Errors: INVALID_RECORD for one that cannot be read or that names a topic
  // which does not exist: then the log is not what it claims to be.
  // A record of an unknown type is skipped, see skipped_records().
  Result<void> apply(const MetadataFrame& frame);

  // Null where there is none. The pointer is good until the topic is removed.
  const TopicImage* topic(std::string_view name) const;
  const TopicImage* topic(const Uuid& id) const;
  const Topics& topics() const { return topics_; }
  // A topic whose name differs from `name` only in dots and underscores, which Kafka's metric names
  // cannot tell apart; null where there is none.
  const TopicImage* colliding_topic(std::string_view name) const;
  std::size_t partition_count() const { return partition_count_; }

  // What was set for a resource; empty where nothing was.
  const ConfigMap& config(const ConfigResource& resource) const;
  const std::map<ConfigResource, ConfigMap>& configs() const { return configs_; }

  // The level of a finalized feature, 0 where it is not.
  std::int16_t feature(std::string_view name) const;
  const std::map<std::string, std::int16_t, std::less<>>& features() const { return features_; }
  std::int16_t metadata_version() const { return feature("metadata.version"); }

  const std::map<std::int32_t, RegisterBrokerRecord>& brokers() const { return brokers_; }
  const RegisterBrokerRecord* broker(std::int32_t id) const;

  // The first producer id that no block holds yet.
  ProducerId next_producer_id() const { return next_producer_id_; }

  // Records of types that this program does not know. While there are any, no snapshot may replace
  // the log.
  std::size_t skipped_records() const { return skipped_records_; }

  // Everything as records that rebuild this image, in the order in which Kafka writes snapshots.
  MetadataRecords to_records() const;

 private:
  template <Message M>
  Result<void> decode_and_apply(const MetadataFrame& frame);
  Result<void> apply(const TopicRecord& record);
  Result<void> apply(const RemoveTopicRecord& record);
  Result<void> apply(const PartitionRecord& record);
  Result<void> apply(const PartitionChangeRecord& record);
  Result<void> apply(const ClearElrRecord& record);
  Result<void> apply(const ConfigRecord& record);
  Result<void> apply(const FeatureLevelRecord& record);
  Result<void> apply(const ProducerIdsRecord& record);
  Result<void> apply(const RegisterBrokerRecord& record);
  Result<void> apply(const UnregisterBrokerRecord& record);
  Result<void> apply(const FenceBrokerRecord& record);
  Result<void> apply(const UnfenceBrokerRecord& record);
  Result<void> apply(const BrokerRegistrationChangeRecord& record);
  Result<TopicImage*> known_topic(const Uuid& id);

  Topics topics_;
  std::unordered_map<std::string_view, TopicImage*> by_name_;
  std::unordered_map<Uuid, TopicImage*> by_id_;
  // Topics with a dot or an underscore, under their name with underscores only.
  std::unordered_multimap<std::string, TopicImage*> by_metric_name_;
  std::size_t partition_count_ = 0;
  std::map<ConfigResource, ConfigMap> configs_;
  std::map<std::string, std::int16_t, std::less<>> features_;
  std::map<std::int32_t, RegisterBrokerRecord> brokers_;
  ProducerId next_producer_id_ = 0;
  PassiveRecords passive_;
  std::size_t skipped_records_ = 0;
};

}  // namespace barnabas
