#include "storage/compaction/cleaned_transactions.h"

#include <utility>

#include "protocol/records/control_record.h"
#include "protocol/records/record.h"

namespace barnabas {

CleanedTransactions::CleanedTransactions(const std::vector<AbortedTransaction>& aborted) {
  for (const auto& transaction : aborted) upcoming_.emplace(transaction.first_offset, transaction);
}

void CleanedTransactions::begin_up_to(Offset offset) {
  while (!upcoming_.empty() && upcoming_.begin()->first <= offset) {
    const auto transaction = upcoming_.begin()->second;
    upcoming_.erase(upcoming_.begin());
    const auto [known, is_new] =
        aborting_.try_emplace(transaction.producer_id, Aborted{transaction, false});
    if (!is_new && known->second.transaction.last_offset < transaction.first_offset)
      known->second = {transaction, false};
  }
}

Result<bool> CleanedTransactions::may_go(const RecordBatchView& batch) {
  begin_up_to(batch.last_offset());
  if (batch.is_control()) return marker_may_go(batch);
  if (!batch.is_transactional()) return false;
  const auto aborted = aborting_.find(batch.producer_id());
  // An index may be older than its segment and name a transaction whose marker is gone.
  if (aborted == aborting_.end() || aborted->second.transaction.last_offset < batch.base_offset()) {
    committing_.insert(batch.producer_id());
    return false;
  }
  aborted->second.has_batches = true;
  return true;
}

Result<bool> CleanedTransactions::marker_may_go(const RecordBatchView& batch) {
  Buffer scratch;
  auto records = batch.records(scratch);
  if (!records) return tl::unexpected(records.error());
  auto record = RecordIterator(batch, *records).next();
  if (!record) return tl::unexpected(record.error());
  // An earlier cleaning took the marker out and left only the batch.
  if (!*record) return true;
  auto type = read_control_record_key((*record)->key.value_or(Bytes{}));
  if (!type) return tl::unexpected(type.error());
  if (*type == ControlRecordType::Commit) return committing_.erase(batch.producer_id()) == 0;
  if (*type != ControlRecordType::Abort) return false;
  const auto aborted = aborting_.extract(batch.producer_id());
  if (aborted.empty() || !aborted.mapped().has_batches) return true;
  kept_.push_back(aborted.mapped().transaction);
  return false;
}

std::vector<AbortedTransaction> CleanedTransactions::take_kept() {
  return std::exchange(kept_, {});
}

}  // namespace barnabas
