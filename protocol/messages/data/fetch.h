#pragma once
// Fetch, key 1: read record batches, for consumers and followers alike. v1 throttle, v3 a limit for
// the whole response, v4 isolation levels, v5 log start offset, v7 sessions (KIP-227), v9 leader
// epochs (KIP-320), v10 zstd, v11 racks and preferred replicas (KIP-392), v12 flexible and
// diverging epochs, v13 topic ids, v15 replica state (KIP-903), v16 hints at the new leader
// (KIP-951), v17 directory ids (KIP-853), v18 the fetcher's high watermark (KIP-1166).

#include <limits>

#include "protocol/messages/data/new_leader.h"
#include "protocol/wire/codec.h"

namespace barnabas {

struct FetchRequest {
  struct ReplicaState {
    std::int32_t replica_id = -1;
    std::int64_t replica_epoch = -1;
    void describe(Wire& wire) {
      wire("replicaId", replica_id);
      wire("replicaEpoch", replica_epoch);
    }
  };
  struct Partition {
    std::int32_t partition = 0;
    std::int32_t current_leader_epoch = -1;
    std::int64_t fetch_offset = 0;
    std::int32_t last_fetched_epoch = -1;
    std::int64_t log_start_offset = -1;
    std::int32_t partition_max_bytes = 0;
    std::optional<Uuid> replica_directory_id;
    std::optional<std::int64_t> high_watermark;
    void describe(Wire& wire) {
      wire("partition", partition);
      wire("currentLeaderEpoch", current_leader_epoch, since(9));
      wire("fetchOffset", fetch_offset);
      wire("lastFetchedEpoch", last_fetched_epoch, since(12));
      wire("logStartOffset", log_start_offset, since(5));
      wire("partitionMaxBytes", partition_max_bytes);
      wire.tagged(0, "replicaDirectoryId", replica_directory_id, since(17));
      wire.tagged(1, "highWatermark", high_watermark, since(18));
    }
  };
  struct Topic {
    std::string topic;
    Uuid topic_id;
    std::vector<Partition> partitions;
    void describe(Wire& wire) {
      wire("topic", topic, until(12));
      wire("topicId", topic_id, since(13));
      wire("partitions", partitions);
    }
  };
  struct ForgottenTopic {
    std::string topic;
    Uuid topic_id;
    std::vector<std::int32_t> partitions;
    void describe(Wire& wire) {
      wire("topic", topic, between(7, 12));
      wire("topicId", topic_id, since(13));
      wire("partitions", partitions);
    }
  };

  std::optional<std::string> cluster_id;
  std::int32_t replica_id = -1;
  std::optional<ReplicaState> replica_state;
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0;
  std::int32_t session_epoch = -1;
  std::vector<Topic> topics;
  std::vector<ForgottenTopic> forgotten_topics_data;
  std::string rack_id;

  static constexpr ApiMessage info{
      .name = "FetchRequest", .key = ApiKey::Fetch, .versions = {0, 18}, .flexible_since = 12};
  void describe(Wire& wire) {
    wire.tagged_nullable(0, "clusterId", cluster_id, since(12));
    wire("replicaId", replica_id, until(14));
    wire.tagged(1, "replicaState", replica_state, since(15));
    wire("maxWaitMs", max_wait_ms);
    wire("minBytes", min_bytes);
    wire("maxBytes", max_bytes, since(3));
    wire("isolationLevel", isolation_level, since(4));
    wire("sessionId", session_id, since(7));
    wire("sessionEpoch", session_epoch, since(7));
    wire("topics", topics);
    wire("forgottenTopicsData", forgotten_topics_data, since(7));
    wire("rackId", rack_id, since(11));
  }
};

struct FetchResponse {
  struct EpochEndOffset {
    std::int32_t epoch = -1;
    std::int64_t end_offset = -1;
    void describe(Wire& wire) {
      wire("epoch", epoch);
      wire("endOffset", end_offset);
    }
  };
  struct SnapshotId {
    std::int64_t end_offset = -1;
    std::int32_t epoch = -1;
    void describe(Wire& wire) {
      wire("endOffset", end_offset);
      wire("epoch", epoch);
    }
  };
  struct AbortedTransaction {
    std::int64_t producer_id = 0;
    std::int64_t first_offset = 0;
    void describe(Wire& wire) {
      wire("producerId", producer_id);
      wire("firstOffset", first_offset);
    }
  };
  struct PartitionData {
    std::int32_t partition_index = 0;
    ErrorCode error_code = ErrorCode::None;
    std::int64_t high_watermark = 0;
    std::int64_t last_stable_offset = -1;
    std::int64_t log_start_offset = -1;
    std::optional<EpochEndOffset> diverging_epoch;
    std::optional<LeaderIdAndEpoch> current_leader;
    std::optional<SnapshotId> snapshot_id;
    std::optional<std::vector<AbortedTransaction>> aborted_transactions =
        std::vector<AbortedTransaction>();
    std::int32_t preferred_read_replica = -1;
    Records records;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("errorCode", error_code);
      wire("highWatermark", high_watermark);
      wire("lastStableOffset", last_stable_offset, since(4));
      wire("logStartOffset", log_start_offset, since(5));
      wire.tagged(0, "divergingEpoch", diverging_epoch, since(12));
      wire.tagged(1, "currentLeader", current_leader, since(12));
      wire.tagged(2, "snapshotId", snapshot_id, since(12));
      wire("abortedTransactions", aborted_transactions, since(4));
      wire("preferredReadReplica", preferred_read_replica, since(11));
      wire("records", records);
    }
  };
  struct FetchableTopicResponse {
    std::string topic;
    Uuid topic_id;
    std::vector<PartitionData> partitions;
    void describe(Wire& wire) {
      wire("topic", topic, until(12));
      wire("topicId", topic_id, since(13));
      wire("partitions", partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::int32_t session_id = 0;
  std::vector<FetchableTopicResponse> responses;
  std::optional<std::vector<NodeEndpoint>> node_endpoints;

  static constexpr ApiMessage info{
      .name = "FetchResponse", .key = ApiKey::Fetch, .versions = {0, 18}, .flexible_since = 12};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire("errorCode", error_code, since(7));
    wire("sessionId", session_id, since(7));
    wire("responses", responses);
    wire.tagged(0, "nodeEndpoints", node_endpoints, since(16));
  }
};

}  // namespace barnabas
