#include "generator/outputs/kafka_transactions.h"

#include <fmt/format.h>

#include <memory>

namespace barnabas {
namespace {

constexpr auto init_patience = std::chrono::seconds(15);
constexpr int one_try_ms = 500;

struct ErrorDeleter {
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
using TransactionError = std::unique_ptr<rd_kafka_error_t, ErrorDeleter>;

bool may_pass(const TransactionError& error) {
  return rd_kafka_error_code(error.get()) == RD_KAFKA_RESP_ERR__TIMED_OUT ||
         rd_kafka_error_is_retriable(error.get()) != 0;
}

}  // namespace

Result<void> KafkaTransactions::init(StopSignal& signal) {
  const auto deadline = Clock::now() + init_patience;
  while (true) {
    const TransactionError error(rd_kafka_init_transactions(producer_, one_try_ms));
    if (error == nullptr) return {};
    if (may_pass(error) && Clock::now() < deadline && !signal.stopped()) continue;
    return fail(ErrorCode::UnsupportedVersion,
                fmt::format("transactions cannot be begun: {}; the cluster may have none (Barnabas "
                            "has none yet): then leave out --transaction-records and "
                            "transactional.id",
                            rd_kafka_error_string(error.get())));
  }
}

Result<void> KafkaTransactions::add() {
  if (records_++ > 0) return {};
  begun_ = Clock::now();
  const TransactionError error(rd_kafka_begin_transaction(producer_));
  if (error == nullptr) return {};
  records_ = 0;
  return fail(ErrorCode::InvalidTxnState,
              fmt::format("no transaction can be begun: {}", rd_kafka_error_string(error.get())));
}

Result<void> KafkaTransactions::commit(StopSignal& signal) {
  // It was asked for before; only a signal that comes now ends it.
  const bool stopped_before = signal.stopped();
  while (true) {
    const TransactionError error(rd_kafka_commit_transaction(producer_, one_try_ms));
    if (error == nullptr) {
      records_ = 0;
      return {};
    }
    const bool given_up = !stopped_before && signal.stopped();
    if (may_pass(error) && !given_up) continue;
    return fail(ErrorCode::InvalidTxnState, rd_kafka_error_string(error.get()));
  }
}

std::string KafkaTransactions::abort() {
  records_ = 0;
  constexpr int patience_ms = 10'000;
  const TransactionError error(rd_kafka_abort_transaction(producer_, patience_ms));
  return error == nullptr ? "" : rd_kafka_error_string(error.get());
}

}  // namespace barnabas
