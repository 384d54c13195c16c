#pragma once
// Consumer groups of the new protocol (KIP-848) in __consumer_offsets. One value a fact: epoch,
// members, target assignment, current assignment; a null value takes the fact back.

#include "protocol/wire/codec.h"

namespace barnabas {

// Type 3: which group.
struct ConsumerGroupMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupMetadataKey", .type = 3, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// The epoch of the group and a hash of the topics it depends on (KIP-1101).
struct ConsumerGroupMetadataValue {
  std::int32_t epoch = 0;
  std::optional<std::int64_t> metadata_hash;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupMetadataValue", .type = 3, .versions = {0, 0}, .flexible_since = 0};
  void describe(Wire& wire) {
    wire("epoch", epoch);
    wire.tagged(0, "metadataHash", metadata_hash);
  }
};

// Type 4: which group. The hash in ConsumerGroupMetadataValue has taken its place.
struct ConsumerGroupPartitionMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupPartitionMetadataKey", .type = 4, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// The partitions of the subscribed topics as the group last saw them.
struct ConsumerGroupPartitionMetadataValue {
  struct PartitionMetadata {
    std::int32_t partition = 0;
    std::vector<std::string> racks;
    void describe(Wire& wire) {
      wire("partition", partition);
      wire("racks", racks);
    }
  };
  struct TopicMetadata {
    Uuid topic_id;
    std::string topic_name;
    std::int32_t num_partitions = 0;
    std::vector<PartitionMetadata> partition_metadata;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("topicName", topic_name);
      wire("numPartitions", num_partitions);
      wire("partitionMetadata", partition_metadata);
    }
  };

  std::vector<TopicMetadata> topics;

  static constexpr RecordSchema info{.name = "ConsumerGroupPartitionMetadataValue",
                                     .type = 4,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) { wire("topics", topics); }
};

// Type 5: which member.
struct ConsumerGroupMemberMetadataKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupMemberMetadataKey", .type = 5, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What a member said about itself.
struct ConsumerGroupMemberMetadataValue {
  struct ClassicProtocol {
    std::string name;
    Bytes metadata;
    void describe(Wire& wire) {
      wire("name", name);
      wire("metadata", metadata);
    }
  };
  struct ClassicMemberMetadata {
    std::int32_t session_timeout_ms = 0;
    std::vector<ClassicProtocol> supported_protocols;
    void describe(Wire& wire) {
      wire("sessionTimeoutMs", session_timeout_ms);
      wire("supportedProtocols", supported_protocols);
    }
  };

  std::optional<std::string> instance_id = "";
  std::optional<std::string> rack_id = "";
  std::string client_id;
  std::string client_host;
  std::vector<std::string> subscribed_topic_names;
  std::optional<std::string> subscribed_topic_regex = "";
  std::int32_t rebalance_timeout_ms = -1;
  std::optional<std::string> server_assignor = "";
  std::optional<ClassicMemberMetadata> classic_member_metadata;

  static constexpr RecordSchema info{.name = "ConsumerGroupMemberMetadataValue",
                                     .type = 5,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("instanceId", instance_id);
    wire("rackId", rack_id);
    wire("clientId", client_id);
    wire("clientHost", client_host);
    wire("subscribedTopicNames", subscribed_topic_names);
    wire("subscribedTopicRegex", subscribed_topic_regex);
    wire("rebalanceTimeoutMs", rebalance_timeout_ms);
    wire("serverAssignor", server_assignor);
    wire.tagged_nullable(0, "classicMemberMetadata", classic_member_metadata);
  }
};

// Type 6: which group.
struct ConsumerGroupTargetAssignmentMetadataKey {
  std::string group_id;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupTargetAssignmentMetadataKey", .type = 6, .versions = {0, 0}};
  void describe(Wire& wire) { wire("groupId", group_id); }
};

// For which epoch the target assignment was made, and when (KIP-1263).
struct ConsumerGroupTargetAssignmentMetadataValue {
  std::int32_t assignment_epoch = 0;
  std::optional<std::int64_t> assignment_timestamp;

  static constexpr RecordSchema info{.name = "ConsumerGroupTargetAssignmentMetadataValue",
                                     .type = 6,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("assignmentEpoch", assignment_epoch);
    wire.tagged(0, "assignmentTimestamp", assignment_timestamp);
  }
};

// Type 7: which member.
struct ConsumerGroupTargetAssignmentMemberKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupTargetAssignmentMemberKey", .type = 7, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What the member shall have in the end.
struct ConsumerGroupTargetAssignmentMemberValue {
  struct TopicPartition {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("partitions", partitions);
    }
  };

  std::vector<TopicPartition> topic_partitions;

  static constexpr RecordSchema info{.name = "ConsumerGroupTargetAssignmentMemberValue",
                                     .type = 7,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) { wire("topicPartitions", topic_partitions); }
};

// Type 8: which member.
struct ConsumerGroupCurrentMemberAssignmentKey {
  std::string group_id;
  std::string member_id;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupCurrentMemberAssignmentKey", .type = 8, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("memberId", member_id);
  }
};

// What the member has now, and what it must give back first.
struct ConsumerGroupCurrentMemberAssignmentValue {
  struct TopicPartitions {
    Uuid topic_id;
    std::vector<std::int32_t> partitions;
    std::optional<std::vector<std::int32_t>> assignment_epochs;
    void describe(Wire& wire) {
      wire("topicId", topic_id);
      wire("partitions", partitions);
      wire.tagged_nullable(0, "assignmentEpochs", assignment_epochs);
    }
  };

  std::int32_t member_epoch = 0;
  std::int32_t previous_member_epoch = 0;
  std::int8_t state = 0;
  std::vector<TopicPartitions> assigned_partitions;
  std::vector<TopicPartitions> partitions_pending_revocation;

  static constexpr RecordSchema info{.name = "ConsumerGroupCurrentMemberAssignmentValue",
                                     .type = 8,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("memberEpoch", member_epoch);
    wire("previousMemberEpoch", previous_member_epoch);
    wire("state", state);
    wire("assignedPartitions", assigned_partitions);
    wire("partitionsPendingRevocation", partitions_pending_revocation);
  }
};

// Type 16: which regular expression of which group.
struct ConsumerGroupRegularExpressionKey {
  std::string group_id;
  std::string regular_expression;

  static constexpr RecordSchema info{
      .name = "ConsumerGroupRegularExpressionKey", .type = 16, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("regularExpression", regular_expression);
  }
};

// The topics that the expression matched, and when it was evaluated.
struct ConsumerGroupRegularExpressionValue {
  std::vector<std::string> topics;
  std::int64_t version = 0;
  std::int64_t timestamp = 0;

  static constexpr RecordSchema info{.name = "ConsumerGroupRegularExpressionValue",
                                     .type = 16,
                                     .versions = {0, 0},
                                     .flexible_since = 0};
  void describe(Wire& wire) {
    wire("topics", topics);
    wire("version", version);
    wire("timestamp", timestamp);
  }
};

}  // namespace barnabas
