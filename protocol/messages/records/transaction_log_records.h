#pragma once
// Transactions in __transaction_state: one value a transactional id, always the whole state; null
// forgets the id.

#include "protocol/wire/codec.h"

namespace barnabas {

// Type 0: which transactional id.
struct TransactionLogKey {
  std::string transactional_id;

  static constexpr RecordSchema info{.name = "TransactionLogKey", .type = 0, .versions = {0, 0}};
  void describe(Wire& wire) { wire("transactionalId", transactional_id); }
};

// transaction_status: 0 empty, 1 ongoing, 2 prepare commit, 3 prepare abort, 4 complete commit, 5
// complete abort, 6 dead, 7 prepare epoch fence. The partitions are null when the transaction has
// none. v1 flexible, with the ids around an epoch that ran out (KIP-890).
struct TransactionLogValue {
  struct PartitionsSchema {
    std::string topic;
    std::vector<std::int32_t> partition_ids;
    void describe(Wire& wire) {
      wire("topic", topic);
      wire("partitionIds", partition_ids);
    }
  };

  std::int64_t producer_id = 0;
  std::optional<std::int64_t> previous_producer_id;
  std::optional<std::int64_t> next_producer_id;
  std::int16_t producer_epoch = 0;
  std::optional<std::int16_t> next_producer_epoch;
  std::int32_t transaction_timeout_ms = 0;
  std::int8_t transaction_status = 0;
  std::optional<std::vector<PartitionsSchema>> transaction_partitions =
      std::vector<PartitionsSchema>();
  std::int64_t transaction_last_update_timestamp_ms = 0;
  std::int64_t transaction_start_timestamp_ms = 0;
  std::optional<std::int16_t> client_transaction_version;

  static constexpr RecordSchema info{
      .name = "TransactionLogValue", .type = 0, .versions = {0, 1}, .flexible_since = 1};
  void describe(Wire& wire) {
    wire("producerId", producer_id);
    wire.tagged(0, "previousProducerId", previous_producer_id, since(1));
    wire.tagged(1, "nextProducerId", next_producer_id, since(1));
    wire("producerEpoch", producer_epoch);
    wire.tagged(2, "clientTransactionVersion", client_transaction_version, since(1));
    wire("transactionTimeoutMs", transaction_timeout_ms);
    wire("transactionStatus", transaction_status);
    wire("transactionPartitions", transaction_partitions);
    wire("transactionLastUpdateTimestampMs", transaction_last_update_timestamp_ms);
    wire("transactionStartTimestampMs", transaction_start_timestamp_ms);
    wire.tagged(3, "nextProducerEpoch", next_producer_epoch, since(1));
  }
};

}  // namespace barnabas
