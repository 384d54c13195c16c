#pragma once
// Streams groups (KIP-1071) in __consumer_offsets, by the pattern of consumer_group_records.h; a
// task takes the place of a partition.

#include "protocol/wire/codec.h"

namespace barnabas {

// Type 17: which group.
struct StreamsGroupMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "StreamsGroupMetadataKey", .type = 17, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// The epoch of the group, a hash of its topics, and what is known of its topology.
struct StreamsGroupMetadataValue {
  struct LastAssignmentConfig {
    std::string key;
    std::string value;
    void describe(Wire& wire) {
      wire("key", key);
      wire("value", value);
    }
  };

  std::int32_t epoch = 0;
  std::int64_t metadata_hash = 0;
  std::optional<std::int32_t> validated_topology_epoch;
  std::optional<std::vector<LastAssignmentConfig>> last_assignment_configs;
  std::optional<std::int32_t> stored_description_topology_epoch;
  std::optional<std::int32_t> failed_description_topology_epoch;

  static constexpr RecordSchema info{
      .name = "StreamsGroupMetadataValue", .type = 17, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("epoch", epoch);
    wire("metadataHash", metadata_hash);
    wire.tagged(0, "validatedTopologyEpoch", validated_topology_epoch);
    wire.tagged_nullable(1, "lastAssignmentConfigs", last_assignment_configs);
    wire.tagged(2, "storedDescriptionTopologyEpoch", stored_description_topology_epoch);
    wire.tagged(3, "failedDescriptionTopologyEpoch", failed_description_topology_epoch);
  }
};

// Type 19: which member.
struct StreamsGroupMemberMetadataKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "StreamsGroupMemberMetadataKey", .type = 19, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What a member said about itself.
struct StreamsGroupMemberMetadataValue {
  struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    void describe(Wire& wire) {
      wire("host", host);
      wire("port", port);
    }
  };
  struct KeyValue {
    std::string key;
    std::string value;
    void describe(Wire& wire) {
      wire("key", key);
      wire("value", value);
    }
  };

  std::optional<std::string> instance_id = "";
  std::optional<std::string> rack_id = "";
  std::string client_id;
  std::string client_host;
  std::int32_t rebalance_timeout_ms = -1;
  std::int32_t topology_epoch = 0;
  std::string process_id;
  std::optional<Endpoint> user_endpoint;
  std::vector<KeyValue> client_tags;

  static constexpr RecordSchema info{.name = "StreamsGroupMemberMetadataValue",
                                     .type = 19,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("instanceId", instance_id);
    wire("rackId", rack_id);
    wire("clientId", client_id);
    wire("clientHost", client_host);
    wire("rebalanceTimeoutMs", rebalance_timeout_ms);
    wire("topologyEpoch", topology_epoch);
    wire("processId", process_id);
    wire("userEndpoint", user_endpoint);
    wire("clientTags", client_tags);
  }
};

// Type 20: which group.
struct StreamsGroupTargetAssignmentMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "StreamsGroupTargetAssignmentMetadataKey", .type = 20, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// For which epoch the target assignment was made, and when.
struct StreamsGroupTargetAssignmentMetadataValue {
  std::int32_t assignment_epoch = 0;
  std::optional<std::int64_t> assignment_timestamp;

  static constexpr RecordSchema info{.name = "StreamsGroupTargetAssignmentMetadataValue",
                                     .type = 20,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("assignmentEpoch", assignment_epoch);
    wire.tagged(0, "assignmentTimestamp", assignment_timestamp);
  }
};

// Type 21: which member.
struct StreamsGroupTargetAssignmentMemberKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "StreamsGroupTargetAssignmentMemberKey", .type = 21, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// The tasks that the member shall have.
struct StreamsGroupTargetAssignmentMemberValue {
  struct TaskIds {
    std::string subtopology_id;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("subtopologyId", subtopology_id);
      wire("partitions", partitions);
    }
  };

  std::vector<TaskIds> active_tasks;
  std::vector<TaskIds> standby_tasks;
  std::vector<TaskIds> warmup_tasks;

  static constexpr RecordSchema info{.name = "StreamsGroupTargetAssignmentMemberValue",
                                     .type = 21,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("activeTasks", active_tasks);
    wire("standbyTasks", standby_tasks);
    wire("warmupTasks", warmup_tasks);
  }
};

// Type 22: which member.
struct StreamsGroupCurrentMemberAssignmentKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "StreamsGroupCurrentMemberAssignmentKey", .type = 22, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// The tasks that the member has now, and those it must give back first.
struct StreamsGroupCurrentMemberAssignmentValue {
  struct TaskIds {
    std::string subtopology_id;
    std::vector<std::int32_t> partitions;
    std::optional<std::vector<std::int32_t>> assignment_epochs;
    void describe(Wire& wire) {
      wire("subtopologyId", subtopology_id);
      wire("partitions", partitions);
      wire.tagged_nullable(0, "assignmentEpochs", assignment_epochs);
    }
  };

  std::int32_t member_epoch = 0;
  std::int32_t previous_member_epoch = 0;
  std::int8_t state = 0;
  std::vector<TaskIds> active_tasks;
  std::vector<TaskIds> standby_tasks;
  std::vector<TaskIds> warmup_tasks;
  std::vector<TaskIds> active_tasks_pending_revocation;
  std::vector<TaskIds> standby_tasks_pending_revocation;
  std::vector<TaskIds> warmup_tasks_pending_revocation;

  static constexpr RecordSchema info{.name = "StreamsGroupCurrentMemberAssignmentValue",
                                     .type = 22,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("memberEpoch", member_epoch);
    wire("previousMemberEpoch", previous_member_epoch);
    wire("state", state);
    wire("activeTasks", active_tasks);
    wire("standbyTasks", standby_tasks);
    wire("warmupTasks", warmup_tasks);
    wire("activeTasksPendingRevocation", active_tasks_pending_revocation);
    wire("standbyTasksPendingRevocation", standby_tasks_pending_revocation);
    wire("warmupTasksPendingRevocation", warmup_tasks_pending_revocation);
  }
};

// Type 23: which group.
struct StreamsGroupTopologyKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "StreamsGroupTopologyKey", .type = 23, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// The subtopologies of the application and the topics between them.
struct StreamsGroupTopologyValue {
  struct TopicConfig {
    std::string key;
    std::string value;
    void describe(Wire& wire) {
      wire("key", key);
      wire("value", value);
    }
  };
  struct TopicInfo {
    std::string name;
    std::int32_t partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<TopicConfig> topic_configs;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
      wire("replicationFactor", replication_factor);
      wire("topicConfigs", topic_configs);
    }
  };
  struct CopartitionGroup {
    std::vector<std::int16_t> source_topics;
    std::vector<std::int16_t> source_topic_regex;
    std::vector<std::int16_t> repartition_source_topics;
    void describe(Wire& wire) {
      wire("sourceTopics", source_topics);
      wire("sourceTopicRegex", source_topic_regex);
      wire("repartitionSourceTopics", repartition_source_topics);
    }
  };
  struct Subtopology {
    std::string subtopology_id;
    std::vector<std::string> source_topics;
    std::vector<std::string> source_topic_regex;
    std::vector<TopicInfo> state_changelog_topics;
    std::vector<std::string> repartition_sink_topics;
    std::vector<TopicInfo> repartition_source_topics;
    std::vector<CopartitionGroup> copartition_groups;
    void describe(Wire& wire) {
      wire("subtopologyId", subtopology_id);
      wire("sourceTopics", source_topics);
      wire("sourceTopicRegex", source_topic_regex);
      wire("stateChangelogTopics", state_changelog_topics);
      wire("repartitionSinkTopics", repartition_sink_topics);
      wire("repartitionSourceTopics", repartition_source_topics);
      wire("copartitionGroups", copartition_groups);
    }
  };

  std::int32_t epoch = 0;
  std::vector<Subtopology> subtopologies;

  static constexpr RecordSchema info{
      .name = "StreamsGroupTopologyValue", .type = 23, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("epoch", epoch);
    wire("subtopologies", subtopologies);
  }
};

}  // namespace barnabas
