#pragma once
// OffsetCommit, key 8: store how far a group has read. v1 generation and member, v2 retention
// instead of timestamps, v3 throttle, v5 no retention, v6 leader epochs, v7 static members, v8
// flexible, v9 member epochs (KIP-848), v10 topic ids instead of names.

#include "protocol/wire/codec.h"

namespace barnabas {

struct OffsetCommitRequest {
  struct Partition {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::int64_t commit_timestamp = -1;
    std::optional<std::string> committed_metadata = "";
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("committedOffset", committed_offset);
      wire("committedLeaderEpoch", committed_leader_epoch, since(6));
      wire("commitTimestamp", commit_timestamp, only(1));
      wire("committedMetadata", committed_metadata);
    }
  };
  struct Topic {
    std::string name;
    Uuid topic_id;
    std::vector<Partition> partitions;
    void describe(Wire& wire) {
      wire("name", name, until(9));
      wire("topicId", topic_id, since(10));
      wire("partitions", partitions);
    }
  };

  std::string group_id;
  std::int32_t generation_id_or_member_epoch = -1;
  std::string member_id;
  std::optional<std::string> group_instance_id;
  std::int64_t retention_time_ms = -1;
  std::vector<Topic> topics;

  static constexpr ApiMessage info{.name = "OffsetCommitRequest",
                                   .key = ApiKey::OffsetCommit,
                                   .versions = {0, 10},
                                   .flexible_since = 8};
  void describe(Wire& wire) {
    wire("groupId", group_id);
    wire("generationIdOrMemberEpoch", generation_id_or_member_epoch, since(1));
    wire("memberId", member_id, since(1));
    wire("groupInstanceId", group_instance_id, since(7));
    wire("retentionTimeMs", retention_time_ms, between(2, 4));
    wire("topics", topics);
  }
};

struct OffsetCommitResponse {
  struct Partition {
    std::int32_t partition_index = 0;
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("errorCode", error_code);
    }
  };
  struct Topic {
    std::string name;
    Uuid topic_id;
    std::vector<Partition> partitions;
    void describe(Wire& wire) {
      wire("name", name, until(9));
      wire("topicId", topic_id, since(10));
      wire("partitions", partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics;

  static constexpr ApiMessage info{.name = "OffsetCommitResponse",
                                   .key = ApiKey::OffsetCommit,
                                   .versions = {0, 10},
                                   .flexible_since = 8};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(3));
    wire("topics", topics);
  }
};

}  // namespace barnabas
