#pragma once
// ProducerState: what one partition remembers of idempotent and transactional producers (KIP-98).
//
// For each producer id: its epoch and the last five batches, by sequence number. A batch whose
// sequences are among them is a retry: nothing is appended, the first answer is given again. Any
// other batch must continue the last one (2147483647 is followed by 0), or start at 0 in a new
// epoch. A producer id that is not known may start anywhere: retention or DeleteRecords may have
// taken its past.
//
// It also knows the transactions that are open, hence the first offset that is not decided yet.
// Kept on disk by producer_snapshot.h, which holds only the last batch of each; rebuilt by
// replaying batches through apply(). A value without I/O and clock; owned by its log.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "protocol/base/offset.h"
#include "protocol/base/result.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

// A batch that a producer wrote.
struct ProducerBatch {
  Sequence last_sequence = kNoSequence;
  Offset last_offset = kNoOffset;
  std::int32_t offset_delta = 0;  // last minus first offset
  TimestampMs timestamp_ms = kNoTimestamp;

  Sequence first_sequence() const;
  Offset first_offset() const { return last_offset - offset_delta; }
  bool operator==(const ProducerBatch&) const = default;
};

class ProducerEntry {
 public:
  static constexpr std::size_t kBatchesMax = 5;

  ProducerEpoch epoch = kNoProducerEpoch;
  std::int32_t coordinator_epoch = -1;
  TimestampMs last_timestamp_ms = kNoTimestamp;
  Offset transaction_first_offset = kNoOffset;  // of its open transaction

  // The batches that are remembered, oldest first.
  std::size_t batch_count() const { return count_; }
  const ProducerBatch& batch(std::size_t i) const { return batches_[i]; }
  // The newest; nothing after a transaction marker of a new epoch.
  std::optional<ProducerBatch> last_batch() const;
  Sequence last_sequence() const;
  void add(const ProducerBatch& batch);
  void clear_batches() { count_ = 0; }

  bool operator==(const ProducerEntry& other) const;

 private:
  std::array<ProducerBatch, kBatchesMax> batches_;
  std::size_t count_ = 0;
};

// A transaction that a marker just ended.
struct CompletedTransaction {
  ProducerId producer_id = kNoProducerId;
  Offset first_offset = 0;
  Offset last_offset = 0;  // of the marker
  bool aborted = false;
};

class ProducerState {
 public:
  // Whether `batch` is a retry of one that is remembered.
  std::optional<ProducerBatch> find_duplicate(const RecordBatchView& batch) const;
  // Whether `batch` may be appended at `offset`. Sequences are checked for batches from clients
  // only. Errors: OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE,
  // TRANSACTION_COORDINATOR_FENCED.
  struct Check {
    Offset offset = 0;
    bool from_client = true;
  };
  Result<void> check(const RecordBatchView& batch, Check how) const;
  // Takes note of a batch that is in the log. Batches without a producer id change nothing.
  // Returns the transaction that it ended, if it is a marker. Errors: CORRUPT_MESSAGE for a marker
  // that cannot be read.
  Result<std::optional<CompletedTransaction>> apply(const RecordBatchView& batch);
  // The last stable offset that goes into the index entry of `completed`, before forget().
  Offset last_stable_offset_after(const CompletedTransaction& completed) const;

  // The first offset whose transaction is not decided, or decided by a marker that readers cannot
  // see yet because it lies at or behind the high watermark.
  std::optional<Offset> first_unstable_offset(Offset high_watermark) const;
  // Forgets decided transactions whose markers lie below `high_watermark`.
  void high_watermark_moved(Offset high_watermark);

  // Puts back what a snapshot held.
  void load(ProducerId producer_id, const ProducerEntry& entry);
  // Gives a producer the older batches that a snapshot left out. `found` is what a replay that
  // ends where this state does knows of it; no use is made of it unless the last batch agrees.
  void recall(ProducerId producer_id, const ProducerEntry& found);
  // Forgets producers without an open transaction that wrote nothing since `before_ms`. Returns
  // how many.
  std::size_t expire(TimestampMs before_ms);
  void clear();

  using Entries = std::unordered_map<ProducerId, ProducerEntry>;
  const Entries& entries() const { return entries_; }
  bool empty() const { return entries_.empty(); }
  const ProducerEntry* find(ProducerId producer_id) const;

 private:
  struct Transaction {
    ProducerId producer_id = kNoProducerId;
    Offset marker_offset = kNoOffset;  // kNoOffset while it is open
  };

  Result<void> check_sequence(const RecordBatchView& batch, const ProducerEntry& entry,
                              Offset offset) const;

  Entries entries_;
  // By first offset: open ones, and decided ones that readers may not know of yet.
  std::map<Offset, Transaction> transactions_;
};

}  // namespace barnabas
