#pragma once
// CleanedTransactions: which transactions a cleaning has met, as it walks through a log from the
// front, and so which of their batches may go.
//
// Records of an aborted transaction go at once. Its marker stays until no batch of the transaction
// is left, and so does a commit marker, because a reader that still sees a batch must learn how it
// ended. Which transactions were aborted is known from the .txnindex files before the walk begins.
// For Apache Kafka's own: KIP-98, and KIP-534 for when a marker may go at last.
//
// A value without I/O; one walk, one object.

#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/records/record_batch.h"
#include "storage/aborted_transactions.h"

namespace barnabas {

class CleanedTransactions {
 public:
  explicit CleanedTransactions(const std::vector<AbortedTransaction>& aborted);

  // Takes the next batch of the walk. True where it may go as far as transactions are concerned: a
  // batch of an aborted transaction, or a marker of a transaction that has no batch any more.
  // Errors: CORRUPT_MESSAGE for a marker that cannot be read.
  Result<bool> may_go(const RecordBatchView& batch);

  // Aborted transactions whose markers stayed since the last call, for the new .txnindex.
  std::vector<AbortedTransaction> take_kept();

 private:
  struct Aborted {
    AbortedTransaction transaction;
    bool has_batches = false;
  };

  void begin_up_to(Offset offset);
  Result<bool> marker_may_go(const RecordBatchView& batch);

  std::multimap<Offset, AbortedTransaction> upcoming_;  // by first offset
  std::unordered_map<ProducerId, Aborted> aborting_;
  std::unordered_set<ProducerId> committing_;
  std::vector<AbortedTransaction> kept_;
};

}  // namespace barnabas
