#pragma once
// Share groups (KIP-932) in __consumer_offsets, by the pattern of consumer_group_records.h.

#include "protocol/wire/codec.h"

namespace barnabas {

// Type 10: which member.
struct ShareGroupMemberMetadataKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "ShareGroupMemberMetadataKey", .type = 10, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What a member said about itself.
struct ShareGroupMemberMetadataValue {
  std::optional<std::string> rack_id = "";
  std::string client_id;
  std::string client_host;
  std::vector<std::string> subscribed_topic_names;

  static constexpr RecordSchema info{
      .name = "ShareGroupMemberMetadataValue", .type = 10, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("rackId", rack_id);
    wire("clientId", client_id);
    wire("clientHost", client_host);
    wire("subscribedTopicNames", subscribed_topic_names);
  }
};

// Type 11: which group.
struct ShareGroupMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "ShareGroupMetadataKey", .type = 11, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// The epoch of the group and a hash of the topics it depends on.
struct ShareGroupMetadataValue {
  std::int32_t epoch = 0;
  std::int64_t metadata_hash = 0;

  static constexpr RecordSchema info{
      .name = "ShareGroupMetadataValue", .type = 11, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("epoch", epoch);
    wire("metadataHash", metadata_hash);
  }
};

// Type 12: which group.
struct ShareGroupTargetAssignmentMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "ShareGroupTargetAssignmentMetadataKey", .type = 12, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// For which epoch the target assignment was made, and when.
struct ShareGroupTargetAssignmentMetadataValue {
  std::int32_t assignment_epoch = 0;
  std::optional<std::int64_t> assignment_timestamp;

  static constexpr RecordSchema info{.name = "ShareGroupTargetAssignmentMetadataValue",
                                     .type = 12,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("assignmentEpoch", assignment_epoch);
    wire.tagged(0, "assignmentTimestamp", assignment_timestamp);
  }
};

// Type 13: which member.
struct ShareGroupTargetAssignmentMemberKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "ShareGroupTargetAssignmentMemberKey", .type = 13, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What the member shall have.
struct ShareGroupTargetAssignmentMemberValue {
  struct TopicPartition {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("partitions", partitions);
    }
  };

  std::vector<TopicPartition> topic_partitions;

  static constexpr RecordSchema info{.name = "ShareGroupTargetAssignmentMemberValue",
                                     .type = 13,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) { wire("topicPartitions", topic_partitions); }
};

// Type 14: which member.
struct ShareGroupCurrentMemberAssignmentKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "ShareGroupCurrentMemberAssignmentKey", .type = 14, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What the member has now.
struct ShareGroupCurrentMemberAssignmentValue {
  struct TopicPartitions {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("partitions", partitions);
    }
  };

  std::int32_t member_epoch = 0;
  std::int32_t previous_member_epoch = 0;
  std::int8_t state = 0;
  std::vector<TopicPartitions> assigned_partitions;

  static constexpr RecordSchema info{.name = "ShareGroupCurrentMemberAssignmentValue",
                                     .type = 14,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("memberEpoch", member_epoch);
    wire("previousMemberEpoch", previous_member_epoch);
    wire("state", state);
    wire("assignedPartitions", assigned_partitions);
  }
};

// Type 15: which group.
struct ShareGroupStatePartitionMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "ShareGroupStatePartitionMetadataKey", .type = 15, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// Which partitions have delivery state, are about to get it or to lose it.
struct ShareGroupStatePartitionMetadataValue {
  struct TopicPartitionsInfo {
    Uuid topic_id;
    std::string topic_name;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("topicName", topic_name);
      wire("partitions", partitions);
    }
  };
  struct TopicInfo {
    Uuid topic_id;
    std::string topic_name;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("topicName", topic_name);
    }
  };

  std::vector<TopicPartitionsInfo> initializing_topics;
  std::vector<TopicPartitionsInfo> initialized_topics;
  std::vector<TopicInfo> deleting_topics;

  static constexpr RecordSchema info{.name = "ShareGroupStatePartitionMetadataValue",
                                     .type = 15,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("initializingTopics", initializing_topics);
    wire("initializedTopics", initialized_topics);
    wire("deletingTopics", deleting_topics);
  }
};

}  // namespace barnabas
