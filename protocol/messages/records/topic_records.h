#pragma once
// Records of __cluster_metadata that say which topics and partitions there are.

#include "protocol/wire/codec.h"

namespace barnabas {

// A topic is born; its partitions follow as records of their own.
struct TopicRecord {
  std::string name;
  Uuid topic_id;

  static constexpr RecordSchema info{
      .name = "TopicRecord", .type = 2, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("name", name);
    wire("topicId", topic_id);
  }
};

// A topic and all its partitions are gone.
struct RemoveTopicRecord {
  Uuid topic_id;

  static constexpr RecordSchema info{
      .name = "RemoveTopicRecord", .type = 9, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire("topicId", topic_id); }
};

// The full state of a partition. v1 the directory of each replica (KIP-858), v2 eligible leader
// replicas (KIP-966). leader_recovery_state: 0 recovered, 1 recovering.
struct PartitionRecord {
  std::int32_t partition_id = -1;
  Uuid topic_id;
  std::vector<std::int32_t> replicas;
  std::vector<std::int32_t> isr;
  std::vector<std::int32_t> removing_replicas;
  std::vector<std::int32_t> adding_replicas;
  std::int32_t leader = -1;
  std::optional<std::int8_t> leader_recovery_state;
  std::int32_t leader_epoch = -1;
  std::int32_t partition_epoch = -1;
  std::vector<Uuid> directories;
  std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
  std::optional<std::vector<std::int32_t>> last_known_elr;

  static constexpr RecordSchema info{
      .name = "PartitionRecord", .type = 3, .versions = {0, 2}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("partitionId", partition_id);
    wire("topicId", topic_id);
    wire("replicas", replicas);
    wire("isr", isr);
    wire("removingReplicas", removing_replicas);
    wire("addingReplicas", adding_replicas);
    wire("leader", leader);
    wire.tagged(0, "leaderRecoveryState", leader_recovery_state);
    wire("leaderEpoch", leader_epoch);
    wire("partitionEpoch", partition_epoch);
    wire("directories", directories, since(1));
    wire.tagged_nullable(1, "eligibleLeaderReplicas", eligible_leader_replicas, since(2));
    wire.tagged_nullable(2, "lastKnownElr", last_known_elr, since(2));
  }
};

// What changes in a partition: only the fields that are present. leader -2 would mean no change, -1
// no leader. A change raises the partition epoch; a new leader raises the leader epoch too.
struct PartitionChangeRecord {
  std::int32_t partition_id = -1;
  Uuid topic_id;
  std::optional<std::vector<std::int32_t>> isr;
  std::optional<std::int32_t> leader;
  std::optional<std::vector<std::int32_t>> replicas;
  std::optional<std::vector<std::int32_t>> removing_replicas;
  std::optional<std::vector<std::int32_t>> adding_replicas;
  std::optional<std::int8_t> leader_recovery_state;
  std::optional<std::vector<Uuid>> directories;
  std::optional<std::vector<std::int32_t>> eligible_leader_replicas;
  std::optional<std::vector<std::int32_t>> last_known_elr;

  static constexpr RecordSchema info{
      .name = "PartitionChangeRecord", .type = 5, .versions = {0, 2}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("partitionId", partition_id);
    wire("topicId", topic_id);
    wire.tagged_nullable(0, "isr", isr);
    wire.tagged(1, "leader", leader);
    wire.tagged_nullable(2, "replicas", replicas);
    wire.tagged_nullable(3, "removingReplicas", removing_replicas);
    wire.tagged_nullable(4, "addingReplicas", adding_replicas);
    wire.tagged(5, "leaderRecoveryState", leader_recovery_state);
    wire.tagged_nullable(6, "eligibleLeaderReplicas", eligible_leader_replicas, since(2));
    wire.tagged_nullable(7, "lastKnownElr", last_known_elr, since(2));
    wire.tagged_nullable(8, "directories", directories, since(1));
  }
};

// Forget the eligible leader replicas of a topic, or of all topics when the name is empty.
struct ClearElrRecord {
  std::string topic_name;

  static constexpr RecordSchema info{
      .name = "ClearElrRecord", .type = 28, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) { wire("topicName", topic_name); }
};

}  // namespace barnabas
