#pragma once
// DescribeProducers, key 61: the producer state of partitions: who writes, with which epoch and
// sequence, and whether a transaction is open (KIP-664).

#include "protocol/wire/codec.h"

namespace barnabas {

struct DescribeProducersRequest {
  struct TopicRequest {
    std::string name;
    std::vector<std::int32_t> partition_indexes;
    void describe(Wire& wire) {
      wire("name", name);
      wire("partitionIndexes", partition_indexes);
    }
  };

  std::vector<TopicRequest> topics;

  static constexpr ApiMessage info{.name = "DescribeProducersRequest",
                                   .key = ApiKey::DescribeProducers,
                                   .versions = {0, 0},
                                   .flexible_since = 0};
  void describe(Wire& wire) { wire("topics", topics); }
};

struct DescribeProducersResponse {
  struct ProducerState {
    std::int64_t producer_id = 0;
    std::int32_t producer_epoch = 0;
    std::int32_t last_sequence = -1;
    std::int64_t last_timestamp = -1;
    std::int32_t coordinator_epoch = 0;
    std::int64_t current_txn_start_offset = -1;
    void describe(Wire& wire) {
      wire("producerId", producer_id);
      wire("producerEpoch", producer_epoch);
      wire("lastSequence", last_sequence);
      wire("lastTimestamp", last_timestamp);
      wire("coordinatorEpoch", coordinator_epoch);
      wire("currentTxnStartOffset", current_txn_start_offset);
    }
  };
  struct PartitionResponse {
    std::int32_t partition_index = 0;
    ErrorCode error_code = ErrorCode::None;
    std::optional<std::string> error_message;
    std::vector<ProducerState> active_producers;
    void describe(Wire& wire) {
      wire("partitionIndex", partition_index);
      wire("errorCode", error_code);
      wire("errorMessage", error_message);
      wire("activeProducers", active_producers);
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

  static constexpr ApiMessage info{.name = "DescribeProducersResponse",
                                   .key = ApiKey::DescribeProducers,
                                   .versions = {0, 0},
                                   .flexible_since = 0};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("topics", topics);
  }
};

}  // namespace barnabas
