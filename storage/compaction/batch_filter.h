#pragma once
// BatchFilter: what compaction leaves of one batch.
//
//   record                                            stays
//   behind what the offset map has seen               yes
//   without a key                                     no
//   with a later record of the same key in the map    no
//   the latest of its key                             yes; a tombstone until its delete horizon
//   of an aborted transaction                         no
//   transaction marker                                until no batch of its transaction is left,
//                                                     and then until its delete horizon
//
// The delete horizon (KIP-534) is set by the first cleaning that keeps a tombstone, or a marker
// that could go: attribute bit 6 of the batch, and the time in place of the base timestamp. So a
// reader has delete.retention.ms, from then on, to see that a key is gone.
//
// Offsets never change, nor do base offset, last offset and sequence numbers of a batch. A batch
// that loses nothing is copied as it is; one that loses some records is written anew with its
// codec. One that loses all of them disappears, unless something hangs on its header: it is the
// last of a producer that is known (its sequence numbers), or ends the cleaned section (the log
// end).
//
// Pure; any thread.

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "protocol/base/buffer.h"
#include "protocol/base/result.h"
#include "protocol/records/record.h"
#include "protocol/records/record_batch.h"
#include "storage/compaction/cleaned_transactions.h"
#include "storage/compaction/offset_map.h"

namespace barnabas {

// What the log remembers of a producer, so that its last batch stays.
struct ProducerTail {
  std::optional<Offset> last_offset;  // of its last batch of records; none behind a marker
  ProducerEpoch epoch = kNoProducerEpoch;
  bool is_unknown = false;  // every batch may be its last one
};
using ProducerTails = std::unordered_map<ProducerId, ProducerTail>;

class BatchFilter {
 public:
  struct Rules {
    Offset section_end = 0;  // the first offset that this cleaning leaves alone
    std::int64_t now_ms = 0;
    std::int64_t delete_retention_ms = 0;
  };
  // All must outlive it.
  BatchFilter(const OffsetMap& map, const ProducerTails& producers, const Rules& rules)
      : map_(map), producers_(producers), rules_(rules) {}

  // Appends what is left of `batch` to `output`; nothing may be. Returns how many records stay.
  // Errors: CORRUPT_MESSAGE for records that cannot be read.
  Result<std::int32_t> filter(const RecordBatchView& batch, CleanedTransactions& transactions,
                              Buffer& output) const;

 private:
  bool stays(const RecordBatchView& batch, const RecordView& record) const;
  bool header_stays(const RecordBatchView& batch) const;
  // The records that stay, in one pass; none where `drop_all`.
  struct Selection {
    std::vector<RecordView> records;
    bool has_tombstones = false;
  };
  Result<Selection> select(const RecordBatchView& batch, Bytes records, bool drop_all) const;

  const OffsetMap& map_;
  const ProducerTails& producers_;
  const Rules rules_;
};

}  // namespace barnabas
