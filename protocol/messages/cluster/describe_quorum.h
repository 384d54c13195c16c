#pragma once
// DescribeQuorum, key 55: leader, voters and observers of the metadata quorum and how far each has
// come (KIP-595). v1 times of the last fetch (KIP-836), v2 error texts, nodes and directory ids
// (KIP-853).

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeQuorumRequest {
  struct PartitionData {
    std::int32_t partition_index = 0;
    void describe(Wire& wire) { wire("partitionIndex", partition_index); }
  };
  struct TopicData {
    std::string topic_name;
    std::vector<PartitionData> partitions;
    void describe(Wire& wire) {
      wire("topicName", topic_name);
      wire("partitions", partitions);
    }
  };

  std::vector<TopicData> topics;

  static constexpr ApiMessage info{.name = "DescribeQuorumRequest",
                                   .key = ApiKey::DescribeQuorum,
                                   .versions = {0, 2},
                                   .flexible_since = 0};
  void describe(Wire& wire) { wire("topics", topics); }
};

struct DescribeQuorumResponse {
  struct ReplicaState {
    std::int32_t replica_id = 0;
    Uuid replica_directory_id;
    std::int64_t log_end_offset = 0;
    std::int64_t last_fetch_timestamp = -1;
    std::int64_t last_caught_up_timestamp = -1;
    void describe(Wire& wire) {
      wire("replicaId", replica_id);
      wire("replicaDirectoryId", replica_directory_id, since(2));
      wire("logEndOffset", log_end_offset);
      wire("lastFetchTimestamp", last_fetch_timestamp, since(1));
      wire("lastCaughtUpTimestamp", last_caught_up_timestamp, since(1));
    }
  };
  struct PartitionData {
    std::int32_t partition_index = 0;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message = "";
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = 0;
    std::int64_t high_watermark = 0;
    std::vector<ReplicaState> current_voters;
    std::vector<ReplicaState> observers;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("errorCode", error_code);
      wire("errorMessage", error_message, since(2));
      wire("leaderId", leader_id);
      wire("leaderEpoch", leader_epoch);
      wire("highWatermark", high_watermark);
      wire("currentVoters", current_voters);
      wire("observers", observers);
    }
  };
  struct TopicData {
    std::string topic_name;
    std::vector<PartitionData> partitions;
    void describe(Wire& wire) {
      wire("topicName", topic_name);
      wire("partitions", partitions);
    }
  };
  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    void describe(Wire& wire) {
      wire("name", name);
      wire("host", host);
      wire("port", port);
    }
  };
  struct Node {
    std::int32_t node_id = 0;
    std::vector<Listener> listeners;
    void describe(Wire& wire) {
      wire("nodeId", node_id);
      wire("listeners", listeners);
    }
  };

  ErrorCode error_code = ErrorCode::None;
  std::optional<std::string> error_message = "";
  std::vector<TopicData> topics;
  std::vector<Node> nodes;

  static constexpr ApiMessage info{.name = "DescribeQuorumResponse",
                                   .key = ApiKey::DescribeQuorum,
                                   .versions = {0, 2},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("errorCode", error_code);
    wire("errorMessage", error_message, since(2));
    wire("topics", topics);
    wire("nodes", nodes, since(2));
  }
};

}  // namespace barnabas
