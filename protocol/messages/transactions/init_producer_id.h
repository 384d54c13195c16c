#pragma once
// InitProducerId, key 22: a producer id for idempotent or transactional producers (KIP-98). v2
// flexible, v3 resume with the id that one has (KIP-360), v4 fencing has its own error (KIP-588),
// v5 transaction errors (KIP-890), v6 two-phase commit (KIP-939).

#include "protocol/wire/codec.h"

namespace barnabas {

struct InitProducerIdRequest {
  std::optional<std::string> transactional_id = "";
  std::int32_t transaction_timeout_ms = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  bool enable2_pc = false;
  bool keep_prepared_txn = false;

  static constexpr ApiMessage info{.name = "InitProducerIdRequest",
                                   .key = ApiKey::InitProducerId,
                                   .versions = {0, 6},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("transactionalId", transactional_id);
    wire("transactionTimeoutMs", transaction_timeout_ms);
    wire("producerId", producer_id, since(3));
    wire("producerEpoch", producer_epoch, since(3));
    wire("enable2Pc", enable2_pc, since(6));
    wire("keepPreparedTxn", keep_prepared_txn, since(6));
  }
};

struct InitProducerIdResponse {
  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::None;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = 0;
  std::int64_t ongoing_txn_producer_id = -1;
  std::int16_t ongoing_txn_producer_epoch = -1;

  static constexpr ApiMessage info{.name = "InitProducerIdResponse",
                                   .key = ApiKey::InitProducerId,
                                   .versions = {0, 6},
                                   .flexible_since = 2};
  void describe(Wire& wire) {
    wire("throttleTimeMs", throttle_time_ms);
    wire("errorCode", error_code);
    wire("producerId", producer_id);
    wire("producerEpoch", producer_epoch);
    wire("ongoingTxnProducerId", ongoing_txn_producer_id, since(6));
    wire("ongoingTxnProducerEpoch", ongoing_txn_producer_epoch, since(6));
  }
};

}  // namespace barnabas
