#pragma once
// Produce, key 0: append record batches to partitions. v1 throttle, v2 log append time, v3
// transactions and record batches v2, v5 log start offset, v7 zstd, v8 which records spoilt a batch
// (KIP-467), v9 flexible, v10 hints at the new leader (KIP-951), v11 and v12 transactions V2
// (KIP-890), v13 topic ids instead of names.

#include "protocol/messages/data/new_leader.h"
#include "protocol/wire/codec.h"

namespace barnabas {

struct ProduceRequest {
  struct PartitionProduceData {
    std::int32_t index = 0;
    Records records;
    void describe(Wire& wire) {
      wire("index", index);
      wire("records", records);
    }
  };
  struct TopicProduceData {
    std::string name;
    Uuid topic_id;
    std::vector<PartitionProduceData> partition_data;
    void describe(Wire& wire) {
      wire("name", name, until(12));
      wire("topicId", topic_id, since(13));
      wire("partitionData", partition_data);
    }
  };

  std::optional<std::string> transactional_id;
  std::int16_t acks = 0;
  std::int32_t timeout_ms = 0;
  std::vector<TopicProduceData> topic_data;

  static constexpr ApiMessage info{
      .name = "ProduceRequest", .key = ApiKey::Produce, .versions = {0, 13}, .flexible_since = 9};
  void describe(Wire& wire) {
    wire("transactionalId", transactional_id, since(3));
    wire("acks", acks);
    wire("timeoutMs", timeout_ms);
    wire("topicData", topic_data);
  }
};

struct ProduceResponse {
  struct BatchIndexAndErrorMessage {
    std::int32_t batch_index = 0;
    std::optional<std::string> batch_index_error_message;
    void describe(Wire& wire) {
      wire("batchIndex", batch_index);
      wire("batchIndexErrorMessage", batch_index_error_message);
    }
  };
  struct PartitionProduceResponse {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::None;
    std::int64_t base_offset = 0;
    std::int64_t log_append_time_ms = -1;
    std::int64_t log_start_offset = -1;
    std::vector<BatchIndexAndErrorMessage> record_errors;
    std::optional<std::string> error_message;
    std::optional<LeaderIdAndEpoch> current_leader;
    void describe(Wire& wire) {
      wire("index", index);
      wire("errorCode", error_code);
      wire("baseOffset", base_offset);
      wire("logAppendTimeMs", log_append_time_ms, since(2));
      wire("logStartOffset", log_start_offset, since(5));
      wire("recordErrors", record_errors, since(8));
      wire("errorMessage", error_message, since(8));
      wire.tagged(0, "currentLeader", current_leader, since(10));
    }
  };
  struct TopicProduceResponse {
    std::string name;
    Uuid topic_id;
    std::vector<PartitionProduceResponse> partition_responses;
    void describe(Wire& wire) {
      wire("name", name, until(12));
      wire("topicId", topic_id, since(13));
      wire("partitionResponses", partition_responses);
    }
  };

  std::vector<TopicProduceResponse> responses;
  std::int32_t throttle_time_ms = 0;
  std::optional<std::vector<NodeEndpoint>> node_endpoints;

  static constexpr ApiMessage info{
      .name = "ProduceResponse", .key = ApiKey::Produce, .versions = {0, 13}, .flexible_since = 9};
  void describe(Wire& wire) {
    wire("responses", responses);
    wire("throttleTimeMs", throttle_time_ms, since(1));
    wire.tagged(0, "nodeEndpoints", node_endpoints, since(10));
  }
};

}  // namespace barnabas
