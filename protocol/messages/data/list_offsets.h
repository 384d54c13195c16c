#pragma once
// ListOffsets, key 2: the offset that belongs to a timestamp, or to one of the special ones: -1
// latest, -2 earliest, -3 largest timestamp (v7), -4 earliest local (v8), -5 latest tiered (v9), -6
// earliest pending upload (v11). v0 gives several offsets, from v1 on one with its timestamp; v2
// isolation levels, v4 leader epochs, v6 flexible, v10 a timeout for remote storage (KIP-1075).

#include "protocol/wire/codec.h"

namespace barnabas {

struct ListOffsetsRequest {
  struct Partition {
    std::int32_t partition_index = 0;
    std::int32_t current_leader_epoch = -1;
    std::int64_t timestamp = 0;
    std::int32_t max_num_offsets = 1;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("currentLeaderEpoch", current_leader_epoch, since(4));
      wire("timestamp", timestamp);
      wire("maxNumOffsets", max_num_offsets, only(0));
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

  std::int32_t replica_id = 0;
  std::int8_t isolation_level = 0;
  std::vector<Topic> topics;
  std::int32_t timeout_ms = 0;

  static constexpr ApiMessage info{.name = "ListOffsetsRequest",
                                   .key = ApiKey::ListOffsets,
                                   .versions = {0, 11},
                                   .flexible_since = 6};
  void describe(Wire& wire) {
    wire("replicaId", replica_id);
    wire("isolationLevel", isolation_level, since(2));
    wire("topics", topics);
    wire("timeoutMs", timeout_ms, since(10));
  }
};

struct ListOffsetsResponse {
  struct PartitionResponse {
    std::int32_t partition_index = 0;
    ErrorCode error_code = ErrorCode::None;
    std::vector<std::int64_t> old_style_offsets;
    std::int64_t timestamp = -1;
    std::int64_t offset = -1;
    std::int32_t leader_epoch = -1;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("errorCode", error_code);
      wire("oldStyleOffsets", old_style_offsets, only(0));
      wire("timestamp", timestamp, since(1));
      wire("offset", offset, since(1));
      wire("leaderEpoch", leader_epoch, since(4));
    }
  };
  struct TopicResponse {
    std::string name;
    std::vector<PartitionResponse> partitions;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitions", partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TopicResponse> topics;

  static constexpr ApiMessage info{.name = "ListOffsetsResponse",
                                   .key = ApiKey::ListOffsets,
                                   .versions = {0, 11},
                                   .flexible_since = 6};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(2));
    wire("topics", topics);
  }
};

}  // namespace barnabas
