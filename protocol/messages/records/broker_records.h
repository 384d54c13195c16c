#pragma once
// Records of __cluster_metadata that say which brokers and controllers there are.

#include "protocol/wire/codec.h"

namespace barnabas {

// A broker has come up under a new epoch. v1 controlled shutdown, v2 migration from ZooKeeper, v3
// directory ids (KIP-858), v4 cordoned directories.
struct RegisterBrokerRecord {
  struct BrokerEndpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("host", host);
      wire("port", port);
      wire("securityProtocol", security_protocol);
    }
  };
  struct BrokerFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("minSupportedVersion", min_supported_version);
      wire("maxSupportedVersion", max_supported_version);
    }
  };

  std::int32_t broker_id = 0;
  bool is_migrating_zk_broker = false;
  Uuid incarnation_id;
  std::int64_t broker_epoch = 0;
  std::vector<BrokerEndpoint> end_points;
  std::vector<BrokerFeature> features;
  std::optional<std::string> rack = "";
  bool fenced = true;
  bool in_controlled_shutdown = false;
  std::optional<std::vector<Uuid>> log_dirs;
  std::optional<std::vector<Uuid>> cordoned_log_dirs;

  static constexpr RecordSchema info{
      .name = "RegisterBrokerRecord", .type = 0, .versions = {0, 4}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("brokerId", broker_id);
    wire("isMigratingZkBroker", is_migrating_zk_broker, since(2));
    wire("incarnationId", incarnation_id);
    wire("brokerEpoch", broker_epoch);
    wire("endPoints", end_points);
    wire("features", features);
    wire("rack", rack);
    wire("fenced", fenced);
    wire("inControlledShutdown", in_controlled_shutdown, since(1));
    wire.tagged(0, "logDirs", log_dirs, since(3));
    wire.tagged_nullable(1, "cordonedLogDirs", cordoned_log_dirs, since(4));
  }
};

// A broker was removed for good.
struct UnregisterBrokerRecord {
  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = 0;

  static constexpr RecordSchema info{
      .name = "UnregisterBrokerRecord", .type = 1, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("brokerId", broker_id);
    wire("brokerEpoch", broker_epoch);
  }
};

// A broker may lead nothing any more. BrokerRegistrationChangeRecord has taken its place.
struct FenceBrokerRecord {
  std::int32_t id = 0;
  std::int64_t epoch = 0;

  static constexpr RecordSchema info{
      .name = "FenceBrokerRecord", .type = 7, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("id", id);
    wire("epoch", epoch);
  }
};

// A broker may lead again. BrokerRegistrationChangeRecord has taken its place.
struct UnfenceBrokerRecord {
  std::int32_t id = 0;
  std::int64_t epoch = 0;

  static constexpr RecordSchema info{
      .name = "UnfenceBrokerRecord", .type = 8, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("id", id);
    wire("epoch", epoch);
  }
};

// What changes in a registration: only the fields that are present. fenced: -1 unfences, 1 fences;
// in_controlled_shutdown: 1 begins.
struct BrokerRegistrationChangeRecord {
  std::int32_t broker_id = 0;
  std::int64_t broker_epoch = 0;
  std::optional<std::int8_t> fenced;
  std::optional<std::int8_t> in_controlled_shutdown;
  std::optional<std::vector<Uuid>> log_dirs;
  std::optional<std::vector<Uuid>> cordoned_log_dirs;

  static constexpr RecordSchema info{.name = "BrokerRegistrationChangeRecord",
                                     .type = 17,
                                     .versions = {0, 3},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("brokerId", broker_id);
    wire("brokerEpoch", broker_epoch);
    wire.tagged(0, "fenced", fenced);
    wire.tagged(1, "inControlledShutdown", in_controlled_shutdown, since(1));
    wire.tagged(2, "logDirs", log_dirs, since(2));
    wire.tagged_nullable(3, "cordonedLogDirs", cordoned_log_dirs, since(3));
  }
};

// A controller has come up (KIP-919).
struct RegisterControllerRecord {
  struct ControllerEndpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("host", host);
      wire("port", port);
      wire("securityProtocol", security_protocol);
    }
  };
  struct ControllerFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("minSupportedVersion", min_supported_version);
      wire("maxSupportedVersion", max_supported_version);
    }
  };

  std::int32_t controller_id = 0;
  Uuid incarnation_id;
  bool zk_migration_ready = false;
  std::vector<ControllerEndpoint> end_points;
  std::vector<ControllerFeature> features;

  static constexpr RecordSchema info{
      .name = "RegisterControllerRecord", .type = 27, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("controllerId", controller_id);
    wire("incarnationId", incarnation_id);
    wire("zkMigrationReady", zk_migration_ready);
    wire("endPoints", end_points);
    wire("features", features);
  }
};

// A controller was removed for good.
struct UnregisterControllerRecord {
  std::int32_t controller_id = 0;

  static constexpr RecordSchema info{
      .name = "UnregisterControllerRecord", .type = 29, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire("controllerId", controller_id); }
};

}  // namespace barnabas
