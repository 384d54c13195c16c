#pragma once
// OffsetFetch, key 9: how far a group has read. v2 all topics with null and an error for the whole
// answer, v3 throttle, v5 leader epochs, v6 flexible, v7 only offsets that no open transaction may
// change (KIP-447), v8 several groups (KIP-709), v9 member epochs (KIP-848), v10 topic ids instead
// of names.

#include "protocol/wire/codec.h"

namespace barnabas {

struct OffsetFetchRequest {
  struct Topic {
    std::string name;
    std::vector<std::int32_t> partition_indexes;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitionIndexes", partition_indexes);
    }
  };
  struct Topics {
    std::string name;
    Uuid topic_id;
    std::vector<std::int32_t> partition_indexes;
    void describe(Wire& wire) {
      wire("name", name, between(8, 9));
      wire("topicId", topic_id, since(10));
      wire("partitionIndexes", partition_indexes);
    }
  };
  struct Group {
    std::string group_id;
    std::optional<std::string> member_id;
    std::int32_t member_epoch = -1;
    std::optional<std::vector<Topics>> topics = std::vector<Topics>();
    void describe(Wire& wire) {
      wire("groupId", group_id);
      wire("memberId", member_id, since(9));
      wire("memberEpoch", member_epoch, since(9));
      wire("topics", topics);
    }
  };

  std::string group_id;
  std::optional<std::vector<Topic>> topics = std::vector<Topic>();
  std::vector<Group> groups;
  bool require_stable = false;

  static constexpr ApiMessage info{.name = "OffsetFetchRequest",
                                   .key = ApiKey::OffsetFetch,
                                   .versions = {0, 10},
                                   .flexible_since = 6};
  void describe(Wire& wire) {
    wire("groupId", group_id, until(7));
    wire("topics", topics, until(7), between(2, 7));
    wire("groups", groups, since(8));
    wire("requireStable", require_stable, since(7));
  }
};

struct OffsetFetchResponse {
  struct Partition {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string> metadata = "";
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("committedOffset", committed_offset);
      wire("committedLeaderEpoch", committed_leader_epoch, between(5, 7));
      wire("metadata", metadata);
      wire("errorCode", error_code);
    }
  };
  struct Topic {
    std::string name;
    std::vector<Partition> partitions;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
    }
  };
  struct Partitions {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string> metadata = "";
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("committedOffset", committed_offset);
      wire("committedLeaderEpoch", committed_leader_epoch);
      wire("metadata", metadata);
      wire("errorCode", error_code);
    }
  };
  struct Topics {
    std::string name;
    Uuid topic_id;
    std::vector<Partitions> partitions;
    void describe(Wire& wire) {
      wire("name", name, between(8, 9));
      wire("topicId", topic_id, since(10));
      wire("partitions", partitions);
    }
  };
  struct Group {
    std::string group_id;
    std::vector<Topics> topics;
    ErrorCode error_code = ErrorCode::None;
    void describe(Wire& wire) {
      wire("groupId", group_id);
      wire("topics", topics);
      wire("errorCode", error_code);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics;
  ErrorCode error_code = ErrorCode::None;
  std::vector<Group> groups;

  static constexpr ApiMessage info{.name = "OffsetFetchResponse",
                                   .key = ApiKey::OffsetFetch,
                                   .versions = {0, 10},
                                   .flexible_since = 6};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(3));
    wire("topics", topics, until(7));
    wire("errorCode", error_code, between(2, 7));
    wire("groups", groups, since(8));
  }
};

}  // namespace barnabas
