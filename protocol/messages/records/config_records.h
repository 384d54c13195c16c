#pragma once
// Records of __cluster_metadata that carry settings.

#include "protocol/wire/codec.h"

namespace barnabas {

// The level of a feature from here on; the first record of every log is that of metadata.version.
struct FeatureLevelRecord {
  std::string name;
  std::int16_t feature_level = 0;

  static constexpr RecordSchema info{
      .name = "FeatureLevelRecord", .type = 12, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("name", name);
    wire("featureLevel", feature_level);
  }
};

// One config of a resource; null goes back to the default. resource_type: 2 topic, 4 broker, 8
// broker logger, 16 client metrics, 32 group; an empty resource name is the default of all brokers.
struct ConfigRecord {
  std::int8_t resource_type = 0;
  std::string resource_name;
  std::string name;
  std::optional<std::string> value = "";

  static constexpr RecordSchema info{
      .name = "ConfigRecord", .type = 4, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("resourceType", resource_type);
    wire("resourceName", resource_name);
    wire("name", name);
    wire("value", value);
  }
};

// A quota of a user, client id or address (KIP-546); a null entity name is the default of its type.
struct ClientQuotaRecord {
  struct EntityData {
    std::string entity_type;
    std::optional<std::string> entity_name = "";
    void describe(Wire& wire) {
      wire("entityType", entity_type);
      wire("entityName", entity_name);
    }
  };

  std::vector<EntityData> entity;
  std::string key;
  double value = 0.0;
  bool remove = false;

  static constexpr RecordSchema info{
      .name = "ClientQuotaRecord", .type = 14, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("entity", entity);
    wire("key", key);
    wire("value", value);
    wire("remove", remove);
  }
};

// A block of producer ids went to a broker: the next block begins at next_producer_id.
struct ProducerIdsRecord {
  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = -1;
  std::int64_t next_producer_id = 0;

  static constexpr RecordSchema info{
      .name = "ProducerIdsRecord", .type = 15, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("brokerId", broker_id);
    wire("brokerEpoch", broker_epoch);
    wire("nextProducerId", next_producer_id);
  }
};

// How far a migration from ZooKeeper has come; clusters that never had ZooKeeper write 0.
struct ZkMigrationStateRecord {
  std::int8_t zk_migration_state = 0;

  static constexpr RecordSchema info{
      .name = "ZkMigrationStateRecord", .type = 21, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire("zkMigrationState", zk_migration_state); }
};

}  // namespace barnabas
