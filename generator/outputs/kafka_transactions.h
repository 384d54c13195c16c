#pragma once
// KafkaTransactions: records that read_committed consumers see together, or not at all.
//
// A transaction begins with its first record and is committed by whoever sends the records. Used by
// the thread that produces; whoever commits has waited for the acknowledgements of all records.

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "generator/run/stop_signal.h"
#include "protocol/base/result.h"

namespace barnabas {

class KafkaTransactions {
 public:
  // The producer has a transactional.id, and must outlive this. A transaction is full with so many
  // records.
  KafkaTransactions(rd_kafka_t* producer, std::uint64_t records_max)
      : producer_(producer), records_max_(records_max) {}

  // Asks the cluster for an epoch of the producer's, once. An error says so if the cluster has no
  // transactions.
  Result<void> init(StopSignal& signal);

  // Counts a record in that is about to be sent.
  Result<void> add();
  bool is_open() const { return records_ > 0; }
  bool is_full() const { return records_ >= records_max_; }
  // Open for so long that a pause should not keep it open.
  bool is_old() const { return is_open() && Clock::now() - begun_ >= old_age; }

  // An error: the transaction is to be aborted. A signal ends waiting.
  Result<void> commit(StopSignal& signal);
  // What went wrong, or an empty text.
  std::string abort();

 private:
  using Clock = StopSignal::Clock;
  static constexpr std::chrono::seconds old_age{1};

  rd_kafka_t* producer_;
  const std::uint64_t records_max_;
  std::uint64_t records_ = 0;  // in the one that is open
  Clock::time_point begun_;
};

}  // namespace barnabas
