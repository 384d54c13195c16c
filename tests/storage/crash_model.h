#pragma once
// What a broker has promised to its clients, and the check that a data directory keeps it.
//
// CrashModel is the workload's notebook: every batch is noted before it is written and marked as
// acknowledged after its flush. check_promises opens what a crash left and compares (DESIGN
// section 1): nothing acknowledged is missing; what is there is what was written, gapless and in
// order, up to some point between the acknowledged and the written end; a retry of the last batch
// of a producer is a duplicate; an acknowledged DeleteRecords stays; deleted topics stay deleted.
// Of a compacted partition the latest record of each key is there, whatever else is was written so,
// and a key whose tombstone is gone does not come back.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/buffer.h"
#include "storage/log_directory.h"
#include "storage/memory_disk.h"

namespace barnabas {

// One batch, as it was sent.
struct BatchNote {
  Offset base_offset = 0;
  Offset last_offset = 0;
  std::string bytes;  // with base offset and leader epoch as the log wrote them
  ProducerId producer_id = kNoProducerId;
  std::string key = {};  // of all its records, on a compacted topic
  bool tombstones = false;
};

struct PartitionNotes {
  Uuid topic_id;
  bool compacted = false;
  // Its folder is there for good: with the first flush. Until then the cluster's metadata alone
  // know of the partition, and make the folder anew.
  bool durable = false;
  bool deleting = false;  // deletion was asked for, not acknowledged
  std::vector<BatchNote> batches;
  Offset written_end = 0;  // the log may end here at most
  Offset acked_end = 0;    // and here at least
  Offset start_min = 0;    // acknowledged DeleteRecords
  Offset start_max = 0;    // the log start may be here at most

  void acknowledge(Offset end) {
    durable = true;
    acked_end = end;
  }
};

struct CrashModel {
  std::map<TopicPartition, PartitionNotes> partitions;
  std::int64_t now_ms = 1'700'000'000'000;

  // The configuration of all topics: small segments, dense indexes, retention by size.
  static std::shared_ptr<const LogConfig> config(bool compacted = false);
};

// A batch of records whose values say which they are.
struct NewBatch {
  std::string label;
  int records = 1;
  ProducerId producer_id = kNoProducerId;
  Sequence base_sequence = kNoSequence;
  TimestampMs timestamp_ms = 0;
  std::string key = {};  // otherwise the label
  bool tombstones = false;
};
Buffer make_batch(const NewBatch& batch);
// A stored batch as its producer would send it once more.
Buffer resend(std::string_view stored);

LogDirectoryOptions crash_test_options();

// Opens everything on `disk`, checks and, if all is well, gives nothing. `disk` is changed by that
// as a start changes it. What was found durable is noted in `model`.
std::optional<std::string> check_promises(MemoryDisk& disk, CrashModel& model);

}  // namespace barnabas
