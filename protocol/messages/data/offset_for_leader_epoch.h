#pragma once
// OffsetForLeaderEpoch, key 23: where a leader epoch ended, so that a follower or consumer can find
// out from which offset its log differs (KIP-101, KIP-320). v1 epoch in the answer, v2 fencing by
// epoch and throttle, v3 who asks, v4 flexible.

#include "protocol/wire/codec.h"

namespace barnabas {

struct OffsetForLeaderEpochRequest {
  struct OffsetForLeaderPartition {
    std::int32_t partition = 0;
    std::int32_t current_leader_epoch = -1;
    std::int32_t leader_epoch = 0;
    void describe(Wire& wire) {
      wire("partition", partition);
      wire("currentLeaderEpoch", current_leader_epoch, since(2));
      wire("leaderEpoch", leader_epoch);
    }
  };
  struct OffsetForLeaderTopic {
    std::string topic;
    std::vector<OffsetForLeaderPartition> partitions;
    void describe(Wire& wire) {
      wire("topic", topic);
      wire("partitions", partitions);
    }
  };

  std::int32_t replica_id = -2;
  std::vector<OffsetForLeaderTopic> topics;

  static constexpr ApiMessage info{.name = "OffsetForLeaderEpochRequest",
                                   .key = ApiKey::OffsetForLeaderEpoch,
                                   .versions = {0, 4},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("replicaId", replica_id, since(3));
    wire("topics", topics);
  }
};

struct OffsetForLeaderEpochResponse {
  struct EpochEndOffset {
    ErrorCode error_code = ErrorCode::None;
    std::int32_t partition = 0;
    std::int32_t leader_epoch = -1;
    std::int64_t end_offset = -1;
    void describe(Wire& wire) {
      wire("errorCode", error_code);
      wire("partition", partition);
      wire("leaderEpoch", leader_epoch, since(1));
      wire("endOffset", end_offset);
    }
  };
  struct OffsetForLeaderTopicResult {
    std::string topic;
    std::vector<EpochEndOffset> partitions;
    void describe(Wire& wire) {
      wire("topic", topic);
      wire("partitions", partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetForLeaderTopicResult> topics;

  static constexpr ApiMessage info{.name = "OffsetForLeaderEpochResponse",
                                   .key = ApiKey::OffsetForLeaderEpoch,
                                   .versions = {0, 4},
                                   .flexible_since = 4};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(2));
    wire("topics", topics);
  }
};

}  // namespace barnabas
