#pragma once
// What consumers put into the opaque bytes of JoinGroup and SyncGroup when the protocol type is
// "consumer". In front of each stands its version as int16. The broker reads them only to show them
// and to know a group's topics.

#include "protocol/wire/codec.h"

namespace barnabas {

// What a member wants. v1 what it has (KIP-429), v2 since which generation (KIP-792), v3 its rack
// (KIP-881).
struct ConsumerProtocolSubscription {
  struct TopicPartition {
    std::string topic;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topic", topic);
      wire("partitions", partitions);
    }
  };

  std::vector<std::string> topics;
  std::optional<Bytes> user_data;
  std::vector<TopicPartition> owned_partitions;
  std::int32_t generation_id = -1;
  std::optional<std::string> rack_id;

  static constexpr RecordSchema info{
      .name = "ConsumerProtocolSubscription", .type = 0, .versions = {0, 3}};
  void describe(Wire& wire) {
    wire("topics", topics);
    wire("userData", user_data);
    wire("ownedPartitions", owned_partitions, since(1));
    wire("generationId", generation_id, since(2));
    wire("rackId", rack_id, since(3));
  }
};

// What a member gets.
struct ConsumerProtocolAssignment {
  struct TopicPartition {
    std::string topic;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topic", topic);
      wire("partitions", partitions);
    }
  };

  std::vector<TopicPartition> assigned_partitions;
  std::optional<Bytes> user_data;

  static constexpr RecordSchema info{
      .name = "ConsumerProtocolAssignment", .type = 1, .versions = {0, 3}};
  void describe(Wire& wire) {
    wire("assignedPartitions", assigned_partitions);
    wire("userData", user_data);
  }
};

}  // namespace barnabas
