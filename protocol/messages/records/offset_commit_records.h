#pragma once
// Committed offsets in __consumer_offsets. A key is its type as int16 and its body; a value its
// version as int16 and its body, or null to forget the offset.

#include "protocol/wire/codec.h"

namespace barnabas {

// Type 1: which offset. Type 0, which brokers before 0.9 wrote, has the same body.
struct OffsetCommitKey {
  std::string group;
  std::string topic;
  std::int32_t partition = 0;

  static constexpr RecordSchema info{.name = "OffsetCommitKey", .type = 1, .versions = {0, 0}};
  void describe(Wire& wire) {
    wire("group", group);
    wire("topic", topic);
    wire("partition", partition);
  }
};

// How far the group has read. v1 an expiry of its own (read, no longer written), v3 leader epoch,
// v4 flexible and topic id.
struct OffsetCommitValue {
  std::int64_t offset = 0;
  std::int32_t leader_epoch = -1;
  std::string metadata;
  std::int64_t commit_timestamp = 0;
  std::int64_t expire_timestamp = -1;
  std::optional<Uuid> topic_id;

  static constexpr RecordSchema info{
      .name = "OffsetCommitValue", .type = 1, .versions = {0, 4}, .flexible_since = 4};
  void describe(Wire& wire) {
    wire("offset", offset);
    wire("leaderEpoch", leader_epoch, since(3));
    wire("metadata", metadata);
    wire("commitTimestamp", commit_timestamp);
    wire("expireTimestamp", expire_timestamp, only(1));
    wire.tagged(0, "topicId", topic_id, since(4));
  }
};

}  // namespace barnabas
