#pragma once
// RecordBatchEditor: what a broker changes in a batch that a producer sent, in place.
//
// Base offset and leader epoch lie outside the CRC and cost nothing. A topic with LogAppendTime
// also changes attributes and max timestamp, which lie inside it, so the CRC is computed anew.

#include "protocol/base/bytes.h"
#include "protocol/base/offset.h"
#include "protocol/records/record_batch.h"

namespace barnabas {

class RecordBatchEditor {
 public:
  // REQUIRES: RecordBatchView::parse(batch) succeeds.
  explicit RecordBatchEditor(MutableBytes batch) : batch_(batch) {}

  void set_base_offset(Offset offset);
  void set_partition_leader_epoch(LeaderEpoch epoch);
  // Sets timestamp type and max timestamp and updates the CRC, if they are not so already.
  void set_timestamps(TimestampType type, TimestampMs max_timestamp_ms);
  // Stores the CRC that the bytes have now.
  void update_crc();

 private:
  MutableBytes batch_;
};

}  // namespace barnabas
